package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import shop.platform.call.ApiException;

class GuardBulkheadTest extends GuardFixture {
    @Test
    void refusesAtOnceWhenTheBulkheadIsFull() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        strict.call(LONG, limit -> slow);
        strict.call(LONG, limit -> new CompletableFuture<String>());
        assertThat(strict.available()).isZero();

        Throwable refusal = failureOf(strict.call(LONG, mustNotBeCalled()));

        assertThat(refusal)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        slow.complete("Ann");
        assertThat(strict.available()).isEqualTo(1);
        assertThat(strict.call(LONG, limit -> CompletableFuture.completedFuture("Bob")))
                .isCompletedWithValue("Bob");
        assertThat(strict.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void letsACallWaitForItsTurn() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        patient.call(LONG, limit -> slow);
        CompletionStage<String> waiting = patient.call(LONG, limit -> CompletableFuture.completedFuture("Bob"));
        assertThat(waiting.toCompletableFuture()).isNotDone();
        assertThat(patient.queued()).isEqualTo(1);

        slow.complete("Ann");

        assertThat(waiting).isCompletedWithValue("Bob");
        assertAllGivenBack(patient);
    }

    @Test
    void refusesACallThatHasWaitedLongEnough() {
        patient.call(LONG, limit -> new CompletableFuture<String>());
        CompletionStage<String> waiting = patient.call(LONG, mustNotBeCalled());

        time.pass(MAX_WAIT);

        assertThat(failureOf(waiting)).isInstanceOf(ApiException.class);
        assertThat(patient.queued()).isZero();
        time.pass(TIMEOUT);
        assertAllGivenBack(patient);
        assertThat(patient.counters().calls(CallOutcome.REFUSED_BY_BULKHEAD)).isEqualTo(1);
    }

    @Test
    void letsNoPermitLeakThroughACallThatIsCancelledWhileItWaits() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        patient.call(LONG, limit -> slow);
        CompletionStage<String> waiting = patient.call(LONG, mustNotBeCalled());

        waiting.toCompletableFuture().cancel(true);

        assertThat(patient.queued()).isZero();
        slow.complete("Ann");
        assertAllGivenBack(patient);
        assertThat(patient.counters().calls(CallOutcome.CANCELLED)).isEqualTo(1);
    }

    @Test
    void refusesThoseWhoWaitOnceTheBreakerOpens() {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        Guard narrow = guard(new BulkheadSettings(3, MAX_WAIT, 2));
        for (int i = 0; i < 3; i++) {
            CompletableFuture<String> call = new CompletableFuture<>();
            narrow.call(LONG, limit -> call);
            calls.add(call);
        }
        CompletionStage<String> first = narrow.call(LONG, limit -> new CompletableFuture<>());
        CompletionStage<String> second = narrow.call(LONG, limit -> new CompletableFuture<>());

        calls.forEach(call -> call.completeExceptionally(Status.UNAVAILABLE.asRuntimeException()));
        time.pass(TIMEOUT);

        assertThat(narrow.state()).isEqualTo(BreakerState.OPEN);
        assertThat(first.toCompletableFuture()).isDone();
        assertThat(second.toCompletableFuture()).isDone();
        assertAllGivenBack(narrow);
    }
}
