package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import shop.platform.call.Deadline;

/** A guard whose time and threads are in the test's hands. */
abstract class GuardFixture {

    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration MAX_WAIT = Duration.ofMillis(500);
    static final Deadline LONG = Deadline.never();

    /** Runs at once what it gets, or later, when a test lets it. */
    static final class Threads implements Executor {
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

        void hold() {
            hold = true;
        }

        void shutDown() {
            shutDown = true;
        }

        void runHeld() {
            while (!held.isEmpty()) {
                held.remove().run();
            }
        }
    }

    final ManualTime time = new ManualTime();
    final Threads threads = new Threads();
    final Guard strict = guard(new BulkheadSettings(2, Duration.ZERO, 0));
    final Guard patient = guard(new BulkheadSettings(1, MAX_WAIT, 2));

    final Guard guard(BulkheadSettings bulkhead, GuardListener... listeners) {
        Duration open = Duration.ofSeconds(30);
        BreakerSettings breaker =
                new BreakerSettings(3, 0.6, Duration.ofSeconds(60), 20, open, open, TIMEOUT.multipliedBy(2));
        GuardSettings settings = new GuardSettings("users", TIMEOUT, Duration.ofMillis(100), bulkhead, breaker);
        GuardRuntime runtime = new GuardRuntime(threads, Runnable::run, time.scheduler(), time::nanos);
        return new Guard(settings, runtime, FailureRule.BY_STATUS, listeners);
    }

    final void openBreaker(Guard guard) {
        while (guard.state() == BreakerState.CLOSED) {
            assertThatCode(() -> guard.call(LONG, failing(Status.UNAVAILABLE.asRuntimeException())))
                    .doesNotThrowAnyException();
        }
    }

    static Function<Deadline, CompletionStage<String>> failing(Throwable failure) {
        return limit -> CompletableFuture.failedFuture(failure);
    }

    static Function<Deadline, CompletionStage<String>> mustNotBeCalled() {
        return limit -> {
            throw new AssertionError("was called");
        };
    }

    static Throwable failureOf(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return FailureRule.unwrap(
                stage.handle((value, error) -> error).toCompletableFuture().join());
    }

    static void assertAllGivenBack(Guard guard) {
        assertThat(guard.available()).isEqualTo(guard.max());
        assertThat(guard.queued()).isZero();
    }
}
