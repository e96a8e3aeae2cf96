package shop.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleUpToTheirMaximumAndAreNeverLonger() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(300));

        assertThat(backoff.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(160), Duration.ofMillis(200));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(240), Duration.ofMillis(300));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(240), Duration.ofMillis(300));
        backoff.reset();
        assertThat(backoff.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
    }

    @Test
    void thoseWhoFailedTogetherDoNotReturnInStep() {
        var pauses = Stream.generate(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)).next())
                .limit(50);

        assertThat(pauses.distinct()).hasSizeGreaterThan(40);
    }
}
