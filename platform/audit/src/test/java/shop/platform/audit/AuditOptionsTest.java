package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditOptionsTest {
    @Test
    void eachCommandHasItsOptions() {
        assertThat(parse("verify")).isInstanceOf(AuditOptions.Verify.class);
        assertThat(parse("verify --checkpoint 7:" + "0a".repeat(32)))
                .matches(options ->
                        ((AuditOptions.Verify) options).witness().orElseThrow().sequence() == 7);
        assertThat(parse("export --since 2026-01-01T00:00:00Z"))
                .isEqualTo(new AuditOptions.Export(Instant.parse("2026-01-01T00:00:00Z"), AuditOptions.NEVER));
        assertThat(parse("retain --older-than 400d")).isEqualTo(new AuditOptions.Retain(Duration.ofDays(400)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "burn",
                "verify --checkpoint",
                "verify --checkpoint 7:beef",
                "verify --older-than 1d",
                "export --since yesterday",
                "export --older-than 1d",
                "retain",
                "retain --older-than",
                "retain --older-than 0d",
                "retain --older-than 1h",
                "retain --older-than 1d now"
            })
    void whatIsNotUnderstoodIsSaid(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(line)).withMessageContaining("expected");
    }

    private static AuditOptions parse(String line) {
        return AuditOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
