package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HurriedRulesTest {
    @Test
    void timesAreShortenedAndNothingElse() {
        assertThat(HurriedRules.hurry("""
                        expr: sum_over_time(a:rate5m{b!~"[.]1h"}[3d:5m]) > rate(c[30m]) * 300
                        for: 15m
                        """)).isEqualTo("""
                        expr: sum_over_time(a:rate5m{b!~"[.]1h"}[10s:1s]) > rate(c[10s]) * 300
                        for: 2s
                        """);
    }
}
