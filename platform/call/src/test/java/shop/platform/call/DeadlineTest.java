package shop.platform.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void aDeadlineAheadHasTimeLeft() {
        Deadline deadline = Deadline.after(Duration.ofHours(1));

        assertThat(deadline.isExpired()).isFalse();
        assertThat(deadline.remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void aDeadlineOfNothingIsExpired() {
        assertThat(Deadline.after(Duration.ZERO).isExpired()).isTrue();
        assertThat(Deadline.after(Duration.ofSeconds(-1)).remaining()).isEqualTo(Duration.ZERO);
    }

    @Test
    void neverIsNeverReached() {
        assertThat(Deadline.never().isExpired()).isFalse();
        assertThat(Deadline.never().isBounded()).isFalse();
        assertThat(Deadline.never().remaining()).isGreaterThan(Duration.ofDays(36500));
    }
}
