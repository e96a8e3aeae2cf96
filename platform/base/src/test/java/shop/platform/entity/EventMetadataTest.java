package shop.platform.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMetadataTest {
    @Test
    void theTimeIsAsPreciseAsAReadModelKeepsIt() {
        var metadata = new EventMetadata("", "", "", Instant.parse("2026-11-24T10:00:00.123456789Z"));

        assertThat(metadata.time()).isEqualTo(Instant.parse("2026-11-24T10:00:00.123456Z"));
    }
}
