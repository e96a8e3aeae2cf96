package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DampedTest {
    private final Damped damped = new Damped(3, 2);

    @Test
    void itBeginsWithNoAndTheFirstGoodObservationIsEnough() {
        assertThat(damped.observe(false)).isFalse();
        assertThat(damped.observe(true)).isTrue();
    }

    @Test
    void fewerBadOnesThanTheLimitChangeNothingHoweverOften() {
        damped.observe(true);

        for (int i = 0; i < 10; i++) {
            assertThat(damped.observe(false)).isTrue();
            assertThat(damped.observe(false)).isTrue();
            assertThat(damped.observe(true)).isTrue();
        }
    }

    @Test
    void theLastOfABadRunTurnsItAndAGoodRunTurnsItBack() {
        damped.observe(true);

        assertThat(damped.observe(false)).isTrue();
        assertThat(damped.observe(false)).isTrue();
        assertThat(damped.observe(false)).isFalse();
        assertThat(damped.observe(true)).isFalse();
        assertThat(damped.observe(false)).isFalse();
        assertThat(damped.observe(true)).isFalse();
        assertThat(damped.observe(true)).isTrue();
    }
}
