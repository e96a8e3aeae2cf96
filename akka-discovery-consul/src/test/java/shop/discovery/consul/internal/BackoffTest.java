package shop.discovery.consul.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMinutes(1));

    @Test
    void itDoublesWithAFifthOfJitter() {
        assertThat(BACKOFF.after(1)).isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
        assertThat(BACKOFF.after(2)).isBetween(Duration.ofMillis(160), Duration.ofMillis(240));
        assertThat(BACKOFF.after(5)).isBetween(Duration.ofMillis(1280), Duration.ofMillis(1920));
    }

    @Test
    void itNeverPassesItsMaximumHoweverOftenItFails() {
        assertThat(BACKOFF.after(20)).isEqualTo(Duration.ofMinutes(1));
        assertThat(BACKOFF.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aLowerMaximumLowersTheMinimumWithIt() {
        assertThat(BACKOFF.withMax(Duration.ofMillis(50)).after(1))
                .isBetween(Duration.ofMillis(40), Duration.ofMillis(50));
    }

    @Test
    void aMinimumAboveTheMaximumIsRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("backoff.min: PT0.002S");
    }
}
