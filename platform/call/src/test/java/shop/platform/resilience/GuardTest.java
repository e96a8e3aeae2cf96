package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class GuardTest extends GuardFixture {
    @Test
    void handsOnTheAnswer() {
        CompletionStage<String> answer = strict.call(LONG, limit -> CompletableFuture.completedFuture("Ann"));

        assertThat(answer).isCompletedWithValue("Ann");
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void handsOnAFailureAsTheServiceSentIt() {
        Throwable failure = Status.UNAVAILABLE.asRuntimeException();

        CompletionStage<String> answer = strict.call(LONG, failing(failure));

        assertThat(failureOf(answer)).isSameAs(failure);
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isEqualTo(1);
    }

    @Test
    void takesWhatACallThrowsForAFailedCall() {
        RuntimeException failure = new IllegalStateException("no channel");

        assertThat(failureOf(strict.call(LONG, limit -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failureOf(strict.call(LONG, limit -> null))).isInstanceOf(NullPointerException.class);

        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isEqualTo(2);
    }

    @Test
    void countsACallOnceThatIsCompletedAgainAndAgain() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> answer = strict.call(LONG, limit -> slow).toCompletableFuture();

        answer.complete("mine");
        answer.completeExceptionally(new IllegalStateException());
        answer.cancel(true);
        slow.complete("Ann");
        time.pass(TIMEOUT);

        assertThat(answer).isCompletedWithValue("mine");
        assertAllGivenBack(strict);
        assertThat(endedCalls(strict)).isEqualTo(1);
    }

    @Test
    void freesThePlaceOfACancelledCallAndGivesTheCallUp() {
        CompletableFuture<String> hung = new CompletableFuture<>();
        CompletionStage<String> answer = strict.call(LONG, limit -> hung);

        answer.toCompletableFuture().cancel(true);

        assertThat(hung).isCancelled();
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.CANCELLED)).isEqualTo(1);
        time.pass(TIMEOUT);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isZero();
    }

    @Test
    void letsNoPermitLeakWhenThereAreNoThreads() {
        threads.shutDown();

        CompletionStage<String> answer = strict.call(LONG, mustNotBeCalled());

        assertThat(failureOf(answer)).isInstanceOf(RejectedExecutionException.class);
        assertAllGivenBack(strict);
    }

    @Test
    void goesOnWithTheAnswerOnTheDependencysThreads() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletionStage<String> answer = strict.call(LONG, limit -> slow);
        threads.hold();

        slow.complete("Ann");
        assertThat(answer.toCompletableFuture()).isNotDone();
        threads.runHeld();

        assertThat(answer).isCompletedWithValue("Ann");
    }

    @Test
    void isNotHarmedByAListenerThatFails() {
        Guard watched = guard(new BulkheadSettings(1, Duration.ZERO, 0), new GuardListener() {
            @Override
            public void callEnded(String target, CallOutcome outcome, long elapsedNanos) {
                throw new IllegalStateException("a listener's defect");
            }
        });

        assertThat(watched.call(LONG, limit -> CompletableFuture.completedFuture("Ann")))
                .isCompletedWithValue("Ann");
        assertAllGivenBack(watched);
    }

    @Test
    void mayBeCalledByWhoeverGetsItsAnswer() {
        Guard single = guard(new BulkheadSettings(1, Duration.ZERO, 0));

        CompletionStage<String> answer = single.call(LONG, limit -> CompletableFuture.completedFuture("Ann"))
                .thenCompose(name -> single.call(LONG, limit -> CompletableFuture.completedFuture(name + "e")));

        assertThat(answer).isCompletedWithValue("Anne");
    }

    private static long endedCalls(Guard guard) {
        long ended = 0;
        for (CallOutcome outcome : CallOutcome.values()) {
            ended += guard.counters().calls(outcome);
        }
        return ended;
    }
}
