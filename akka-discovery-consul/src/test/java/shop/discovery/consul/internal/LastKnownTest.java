package shop.discovery.consul.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulInstance;
import shop.discovery.consul.Weights;

class LastKnownTest {
    private static final InstancesQuery PASSING = new InstancesQuery("user", false);
    private static final InstancesQuery WARNING = new InstancesQuery("user", true);
    private static final List<ConsulInstance> ONE = List.of(new ConsulInstance(
            "node", "user-1", "127.0.0.1", 1, Map.of(), List.of(), Weights.DEFAULT, CheckStatus.PASSING));
    private static final Throwable AWAY = new IllegalStateException("away");

    private final AtomicLong now = new AtomicLong();
    private final LastKnown lastKnown = new LastKnown(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void nothingIsKnownBeforeTheFirstAnswer() {
        lastKnown.failed(PASSING, AWAY);

        assertThat(lastKnown.instances(PASSING)).isEmpty();
        assertThat(lastKnown.ages()).isEmpty();
    }

    @Test
    void anAnswerAfterFailuresIsKnown() {
        lastKnown.failed(PASSING, AWAY);
        lastKnown.answered(PASSING, ONE);

        assertThat(lastKnown.instances(PASSING)).contains(ONE);
        assertThat(lastKnown.ages()).containsEntry("user", Duration.ZERO);
    }

    @Test
    void anAnswerThatNobodyDoubtsHasNoAge() {
        lastKnown.answered(PASSING, ONE);
        pass(Duration.ofHours(1));

        assertThat(lastKnown.ages()).containsEntry("user", Duration.ZERO);
    }

    @Test
    void theAgeCountsFromTheLastAnswerAndNotFromTheFirstFailure() {
        lastKnown.answered(PASSING, ONE);
        pass(Duration.ofSeconds(50));
        lastKnown.failed(PASSING, AWAY);
        pass(Duration.ofSeconds(10));
        lastKnown.failed(PASSING, AWAY);

        assertThat(lastKnown.instances(PASSING)).contains(ONE);
        assertThat(lastKnown.ages()).containsEntry("user", Duration.ofSeconds(60));

        lastKnown.answered(PASSING, List.of());

        assertThat(lastKnown.instances(PASSING)).contains(List.of());
        assertThat(lastKnown.ages()).containsEntry("user", Duration.ZERO);
    }

    @Test
    void aServiceIsAsOldAsTheOldestAnswerAboutIt() {
        lastKnown.answered(PASSING, ONE);
        lastKnown.answered(WARNING, ONE);
        lastKnown.failed(WARNING, AWAY);
        pass(Duration.ofSeconds(7));

        assertThat(lastKnown.ages()).containsExactly(Map.entry("user", Duration.ofSeconds(7)));
    }
}
