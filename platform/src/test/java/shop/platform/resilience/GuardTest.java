package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import akka.pattern.CircuitBreakerOpenException;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.platform.grpc.ApiException;
import shop.platform.grpc.Deadline;
import shop.platform.grpc.ErrorMapper;

class GuardTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MAX_WAIT = Duration.ofMillis(500);
    private static final Deadline LONG = Deadline.never();

    /** Runs at once what it gets, or later, when a test lets it. */
    private static final class Threads implements Executor {
        private final Queue<Runnable> held = new ArrayDeque<>();
        private boolean hold;
        private boolean shutDown;

        @Override
        public void execute(Runnable work) {
            if (shutDown) {
                throw new RejectedExecutionException("shut down");
            }
            if (hold) {
                held.add(work);
            } else {
                work.run();
            }
        }

        void runHeld() {
            while (!held.isEmpty()) {
                held.remove().run();
            }
        }
    }

    private final ManualTime time = new ManualTime();
    private final Threads threads = new Threads();
    private final List<Throwable> fallbackReasons = new ArrayList<>();
    private final Guard strict = guard(new BulkheadSettings(2, Duration.ZERO, 0));
    private final Guard patient = guard(new BulkheadSettings(1, MAX_WAIT, 2));

    private Guard guard(BulkheadSettings bulkhead, GuardListener... listeners) {
        Duration open = Duration.ofSeconds(30);
        BreakerSettings breaker =
                new BreakerSettings(3, 0.6, Duration.ofSeconds(60), 20, open, open, TIMEOUT.multipliedBy(2));
        GuardSettings settings = new GuardSettings("users", TIMEOUT, Duration.ofMillis(100), bulkhead, breaker);
        GuardRuntime runtime = new GuardRuntime(threads, Runnable::run, time.scheduler(), time::nanos);
        return new Guard(settings, runtime, FailureRule.BY_STATUS, listeners);
    }

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
    void givesTheWaitingTheTimeThatIsLeftOfTheirDeadline() {
        patient.call(LONG, limit -> new CompletableFuture<String>());
        CompletionStage<String> waiting = patient.call(time.in(Duration.ofMillis(400)), mustNotBeCalled());

        time.pass(Duration.ofMillis(300));

        assertThat(failureOf(waiting)).isInstanceOf(CallTimeoutException.class);
        assertThat(patient.counters().calls(CallOutcome.REFUSED_BY_DEADLINE)).isEqualTo(1);
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
        assertThat(ErrorMapper.describe(refusal, LONG).code()).isEqualTo(Status.Code.UNAVAILABLE);
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

    @Test
    void doesNotMakeACallWhoseTimeIsOverBeforeThereIsAThreadForIt() {
        threads.hold = true;
        CompletionStage<String> answer = strict.call(LONG, mustNotBeCalled());

        time.pass(TIMEOUT);
        threads.runHeld();

        assertThat(failureOf(answer)).isInstanceOf(CallTimeoutException.class);
        assertAllGivenBack(strict);
        assertThat(strict.counters().calls(CallOutcome.REFUSED_BY_DEADLINE)).isEqualTo(1);
    }

    @Test
    void letsNoPermitLeakWhenThereAreNoThreads() {
        threads.shutDown = true;

        CompletionStage<String> answer = strict.call(LONG, mustNotBeCalled());

        assertThat(failureOf(answer)).isInstanceOf(RejectedExecutionException.class);
        assertAllGivenBack(strict);
    }

    @Test
    void goesOnWithTheAnswerOnTheDependencysThreads() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletionStage<String> answer = strict.call(LONG, limit -> slow);
        threads.hold = true;

        slow.complete("Ann");
        assertThat(answer.toCompletableFuture()).isNotDone();
        threads.runHeld();

        assertThat(answer).isCompletedWithValue("Ann");
    }

    @Test
    void fallsBackWhenTheServiceFails() {
        Throwable failure = Status.UNAVAILABLE.asRuntimeException();

        assertThat(strict.callOrElse(LONG, failing(failure), fallback())).isCompletedWithValue("replica");

        assertThat(fallbackReasons).containsExactly(failure);
        assertThat(strict.counters().fallbacks()).isEqualTo(1);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isEqualTo(1);
    }

    @Test
    void fallsBackWhenTheCallIsRefused() {
        strict.call(LONG, limit -> new CompletableFuture<>());
        strict.call(LONG, limit -> new CompletableFuture<>());
        assertThat(strict.callOrElse(LONG, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");
        time.pass(TIMEOUT);
        openBreaker(strict);
        assertThat(strict.callOrElse(LONG, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");
        Deadline soon = time.in(Duration.ofSeconds(60));
        Guard hurried = new Guard(
                new GuardSettings(
                        "users",
                        TIMEOUT,
                        Duration.ofSeconds(90),
                        strict.settings.bulkhead(),
                        strict.settings.breaker()),
                strict.runtime,
                FailureRule.BY_STATUS);
        assertThat(hurried.callOrElse(soon, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");

        assertThat(fallbackReasons)
                .hasExactlyElementsOfTypes(
                        ApiException.class, CircuitBreakerOpenException.class, CallTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "CANCELLED"})
    void doesNotFallBackOnWhatTheServiceSaysAboutTheRequest(Status.Code code) {
        Throwable refusal = code.toStatus().asRuntimeException();

        assertThat(failureOf(strict.callOrElse(LONG, failing(refusal), fallback())))
                .isSameAs(refusal);

        assertThat(fallbackReasons).isEmpty();
    }

    @Test
    void doesNotFallBackForACallerWhoHasStoppedWaiting() {
        assertThat(failureOf(strict.callOrElse(Deadline.after(Duration.ZERO), mustNotBeCalled(), fallback())))
                .isInstanceOf(CallTimeoutException.class);

        assertThat(fallbackReasons).isEmpty();
    }

    @Test
    void failsWithWhatTheFallbackFailsWith() {
        RuntimeException failure = new IllegalStateException("no replica");

        assertThat(failureOf(strict.callOrElse(LONG, failing(Status.UNAVAILABLE.asRuntimeException()), reason -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failureOf(strict.callOrElse(
                        LONG,
                        failing(Status.UNAVAILABLE.asRuntimeException()),
                        reason ->
                                CompletableFuture.<String>failedFuture(failure).thenApply(x -> x))))
                .isSameAs(failure);
    }

    @Test
    void freesThePlaceWhenACallWithAFallbackIsCancelled() {
        CompletionStage<String> answer = strict.callOrElse(LONG, limit -> new CompletableFuture<>(), fallback());

        answer.toCompletableFuture().cancel(true);

        assertAllGivenBack(strict);
        assertThat(fallbackReasons).isEmpty();
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

    private void openBreaker(Guard guard) {
        while (guard.state() == BreakerState.CLOSED) {
            assertThatCode(() -> guard.call(LONG, failing(Status.UNAVAILABLE.asRuntimeException())))
                    .doesNotThrowAnyException();
        }
    }

    private Function<Throwable, CompletionStage<String>> fallback() {
        return reason -> {
            fallbackReasons.add(reason);
            return CompletableFuture.completedFuture("replica");
        };
    }

    private static Function<Deadline, CompletionStage<String>> failing(Throwable failure) {
        return limit -> CompletableFuture.failedFuture(failure);
    }

    private static Function<Deadline, CompletionStage<String>> mustNotBeCalled() {
        return limit -> {
            throw new AssertionError("was called");
        };
    }

    private static Throwable failureOf(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return FailureRule.unwrap(
                stage.handle((value, error) -> error).toCompletableFuture().join());
    }

    private static long endedCalls(Guard guard) {
        long ended = 0;
        for (CallOutcome outcome : CallOutcome.values()) {
            ended += guard.counters().calls(outcome);
        }
        return ended;
    }

    private static void assertAllGivenBack(Guard guard) {
        assertThat(guard.available()).isEqualTo(guard.max());
        assertThat(guard.queued()).isZero();
    }
}
