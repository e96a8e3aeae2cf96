package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import shop.platform.call.Deadline;

class GuardDeadlineTest extends GuardFixture {
    @Test
    void givesTheCallTheTimeoutWhenTheCallerWaitsLonger() {
        List<Deadline> limits = new ArrayList<>();

        strict.call(time.in(Duration.ofMinutes(1)), limit -> {
            limits.add(limit);
            return CompletableFuture.completedFuture("Ann");
        });

        assertThat(limits.get(0).remainingNanos(time.nanos())).isEqualTo(TIMEOUT.toNanos());
    }

    @Test
    void refusesACallForWhichTooLittleTimeIsLeft() {
        CompletionStage<String> answer = strict.call(time.in(Duration.ofMillis(90)), mustNotBeCalled());

        assertThat(failureOf(answer)).isInstanceOf(CallTimeoutException.class);
        assertThat(strict.counters().calls(CallOutcome.REFUSED_BY_DEADLINE)).isEqualTo(1);
        assertAllGivenBack(strict);
    }

    @Test
    void endsACallThatTakesTooLongAndGivesItUp() {
        CompletableFuture<String> hung = new CompletableFuture<>();
        CompletionStage<String> answer = strict.call(LONG, limit -> hung);
        time.pass(TIMEOUT.dividedBy(2));
        assertThat(answer.toCompletableFuture()).isNotDone();

        time.pass(TIMEOUT.dividedBy(2));

        assertThat(failureOf(answer)).isInstanceOf(CallTimeoutException.class);
        assertThat(hung).isCancelled();
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isEqualTo(1);
    }

    @Test
    void takesALateAnswerForNothing() {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletionStage<String> answer = strict.call(LONG, limit -> late.copy());
        time.pass(TIMEOUT);

        late.complete("Ann");

        assertThat(failureOf(answer)).isInstanceOf(CallTimeoutException.class);
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.SUCCEEDED)).isZero();
    }

    @Test
    void givesTheWaitingTheTimeThatIsLeftOfTheirDeadline() {
        patient.call(LONG, limit -> new CompletableFuture<String>());
        CompletionStage<String> waiting = patient.call(time.in(Duration.ofMillis(400)), mustNotBeCalled());

        time.pass(Duration.ofMillis(300));

        assertThat(failureOf(waiting)).isInstanceOf(CallTimeoutException.class);
        assertThat(patient.counters().calls(CallOutcome.REFUSED_BY_DEADLINE)).isEqualTo(1);
    }

    @Test
    void doesNotMakeACallWhoseTimeIsOverBeforeThereIsAThreadForIt() {
        threads.hold();
        CompletionStage<String> answer = strict.call(LONG, mustNotBeCalled());

        time.pass(TIMEOUT);
        threads.runHeld();

        assertThat(failureOf(answer)).isInstanceOf(CallTimeoutException.class);
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.REFUSED_BY_DEADLINE)).isEqualTo(1);
    }
}
