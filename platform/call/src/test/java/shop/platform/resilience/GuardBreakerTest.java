package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.CircuitBreakerOpenException;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class GuardBreakerTest extends GuardFixture {
    @Test
    void doesNotOpenTheBreakerForCancelledCalls() {
        for (int i = 0; i < 10; i++) {
            strict.call(LONG, failing(Status.CANCELLED.asRuntimeException()));
            strict.call(LONG, limit -> new CompletableFuture<>())
                    .toCompletableFuture()
                    .cancel(true);
        }

        assertThat(strict.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(strict.counters().calls(CallOutcome.CANCELLED)).isEqualTo(20);
        assertAllGivenBack(strict);
    }

    @Test
    void refusesCallsWhileTheBreakerIsOpenAndTriesAgainLater() {
        openBreaker(strict);

        Throwable refusal = failureOf(strict.call(LONG, mustNotBeCalled()));

        assertThat(refusal).isInstanceOf(CircuitBreakerOpenException.class);
        assertAllGivenBack(strict);
        time.pass(Duration.ofSeconds(30));
        assertThat(strict.call(LONG, limit -> CompletableFuture.completedFuture("Ann")))
                .isCompletedWithValue("Ann");
        assertThat(strict.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(strict.counters().calls(CallOutcome.REFUSED_BY_BREAKER)).isEqualTo(1);
        assertThat(strict.counters().changes(BreakerState.OPEN)).isEqualTo(1);
        assertThat(strict.counters().changes(BreakerState.CLOSED)).isEqualTo(1);
    }

    @Test
    void opensTheBreakerForAServiceThatHangs() {
        for (int i = 0; i < 3; i++) {
            strict.call(LONG, limit -> new CompletableFuture<>());
            time.pass(TIMEOUT);
        }

        assertThat(strict.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void freesTheTrialsPlaceWhenTheTrialIsCancelled() {
        openBreaker(strict);
        time.pass(Duration.ofSeconds(30));
        CompletionStage<String> trial = strict.call(LONG, limit -> new CompletableFuture<>());
        assertThat(failureOf(strict.call(LONG, mustNotBeCalled()))).isInstanceOf(CircuitBreakerOpenException.class);

        trial.toCompletableFuture().cancel(true);

        assertThat(strict.call(LONG, limit -> CompletableFuture.completedFuture("Ann")))
                .isCompletedWithValue("Ann");
        assertThat(strict.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void keepsNothingForACallThatEndsInTheMomentOfItsTurn() {
        openBreaker(strict);
        time.pass(Duration.ofSeconds(30));
        GuardedCall<String> late = new GuardedCall<>(strict, LONG, mustNotBeCalled(), null);
        late.cancel(true);

        assertThat(late.useFreePermit()).isFalse();

        assertThat(strict.call(LONG, limit -> CompletableFuture.completedFuture("Ann")))
                .isCompletedWithValue("Ann");
        assertThat(strict.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void opensAgainWhenTheTrialHangs() {
        openBreaker(strict);
        time.pass(Duration.ofSeconds(30));
        strict.call(LONG, limit -> new CompletableFuture<>());

        time.pass(TIMEOUT);

        assertThat(strict.state()).isEqualTo(BreakerState.OPEN);
    }
}
