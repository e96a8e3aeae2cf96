package shop.platform.resilience;

import akka.AkkaException;
import akka.actor.Cancellable;
import akka.pattern.CircuitBreakerOpenException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import shop.platform.call.Deadline;

/**
 * One call on its way through the guard, and its result: a single object in all roles, to save allocations per call. It
 * ends exactly once, whatever happens, and only then gives back its permits.
 */
final class GuardedCall<T> extends CompletableFuture<T> implements Runnable, BiConsumer<T, Throwable>, Bulkhead.Waiter {

    private enum Stage {
        /** Holds nothing. */
        WAITING,
        /** Holds a permit of the bulkhead and a permission of the breaker, and waits for a thread. */
        ADMITTED,
        /** Holds the same, and the service may have been called. */
        STARTED,
        ENDED
    }

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(GuardedCall.class, "stage", Stage.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Guard guard;
    private final Deadline caller;
    private final Function<Deadline, ? extends CompletionStage<T>> call;
    private final Function<Throwable, ? extends CompletionStage<T>> fallback; // null when there is none
    private final long begin;
    private final Span span; // null if it is not recorded
    private volatile Stage stage = Stage.WAITING;
    private CircuitBreaker.Permission permission;
    private long due;
    private int slot;
    private volatile Cancellable waitTimer;
    private volatile CompletionStage<T> running;

    GuardedCall(
            Guard guard,
            Deadline caller,
            Function<Deadline, ? extends CompletionStage<T>> call,
            Function<Throwable, ? extends CompletionStage<T>> fallback) {
        this.guard = guard;
        this.caller = caller;
        this.call = call;
        this.fallback = fallback;
        this.begin = guard.runtime.now();
        this.span = Span.current().getSpanContext().isSampled()
                ? guard.tracer.spanBuilder("guard " + guard.target()).startSpan()
                : null;
    }

    void begin() {
        long budget = guard.settings.budget(caller, begin);
        if (budget <= 0) {
            fail(CallOutcome.REFUSED_BY_DEADLINE, CallTimeoutException.beforeCall(guard.target()));
            return;
        }
        due = begin + budget;
        if (guard.bulkhead.tryTake()) {
            if (!useFreePermit()) {
                guard.bulkhead.release();
            }
            return;
        }
        if (!guard.bulkhead.enqueue(this)) {
            fail(CallOutcome.REFUSED_BY_BULKHEAD, guard.bulkhead.refusal());
            return;
        }
        waitForPermit(Duration.ofNanos(budget));
    }

    private void waitForPermit(Duration budget) {
        Duration longest = guard.settings.bulkhead().maxWait();
        boolean untilDeadline = budget.compareTo(longest) < 0;
        try {
            waitTimer = guard.runtime.after(
                    untilDeadline ? budget : longest, untilDeadline ? this::timeOut : this::stopWaiting);
        } catch (AkkaException stopping) {
            fail(CallOutcome.REFUSED_BY_BULKHEAD, stopping);
        }
    }

    /** Takes the breaker's permission if it is still needed, and only then the permit. */
    @Override
    public boolean useFreePermit() {
        try {
            permission = guard.breaker.acquire();
        } catch (CircuitBreakerOpenException open) {
            fail(CallOutcome.REFUSED_BY_BREAKER, open);
            return false;
        }
        slot = guard.inFlight.add(this);
        if (!STAGE.compareAndSet(this, Stage.WAITING, Stage.ADMITTED)) {
            guard.inFlight.remove(slot);
            permission.withdrawn();
            return false;
        }
        cancel(waitTimer);
        try {
            guard.runtime.calls().execute(this);
        } catch (RejectedExecutionException stopping) {
            fail(CallOutcome.REFUSED_BY_BULKHEAD, stopping);
        }
        return true;
    }

    /** Makes the call, on a thread of the dependency. */
    @Override
    public void run() {
        if (!STAGE.compareAndSet(this, Stage.ADMITTED, Stage.STARTED)) {
            return;
        }
        CompletionStage<T> answer;
        try {
            answer = Objects.requireNonNull(invoke(), "no stage was returned");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
            accept(null, failure);
            return;
        }
        running = answer;
        if (stage == Stage.ENDED) {
            cancelRunning();
        } else if (answer instanceof Future<?> future && future.isDone()) {
            answer.whenComplete(this);
        } else {
            answer.whenCompleteAsync(this, guard.runtime.calls());
        }
    }

    private CompletionStage<T> invoke() {
        if (span == null) {
            return call.apply(Deadline.at(due));
        }
        Scope current = span.makeCurrent();
        try {
            return call.apply(Deadline.at(due));
        } finally {
            current.close();
        }
    }

    /** Receives the result of the call. */
    @Override
    public void accept(T value, Throwable error) {
        if (error == null) {
            if (end(CallOutcome.SUCCEEDED)) {
                super.complete(value);
            }
            return;
        }
        Throwable failure = FailureRule.unwrap(error);
        fail(
                switch (guard.rule.judge(failure)) {
                    case SUCCESS -> CallOutcome.SUCCEEDED;
                    case FAILURE -> CallOutcome.FAILED;
                    case NEITHER -> CallOutcome.CANCELLED;
                },
                failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        end(CallOutcome.CANCELLED);
        return super.cancel(mayInterruptIfRunning);
    }

    /** A result from outside cancels the call, like a cancellation. */
    @Override
    public boolean complete(T value) {
        end(CallOutcome.CANCELLED);
        return super.complete(value);
    }

    /** As {@link #complete}. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        end(CallOutcome.CANCELLED);
        return super.completeExceptionally(failure);
    }

    private void stopWaiting() {
        if (STAGE.compareAndSet(this, Stage.WAITING, Stage.ENDED)) {
            giveBack(Stage.WAITING, CallOutcome.REFUSED_BY_BULKHEAD);
            answer(CallOutcome.REFUSED_BY_BULKHEAD, guard.bulkhead.refusal());
        }
    }

    /** Ends the call if its time has passed. */
    void endIfOverdue(long now) {
        if (now - due >= 0) {
            timeOut();
        }
    }

    private void timeOut() {
        Stage from = (Stage) STAGE.getAndSet(this, Stage.ENDED);
        if (from == Stage.ENDED) {
            return;
        }
        boolean called = from == Stage.STARTED;
        CallOutcome outcome = called ? CallOutcome.FAILED : CallOutcome.REFUSED_BY_DEADLINE;
        giveBack(from, outcome);
        answer(
                outcome,
                called
                        ? CallTimeoutException.withoutAnswer(guard.target())
                        : CallTimeoutException.beforeCall(guard.target()));
    }

    private void fail(CallOutcome outcome, Throwable failure) {
        if (end(outcome)) {
            answer(outcome, failure);
        }
    }

    private boolean end(CallOutcome outcome) {
        Stage from = (Stage) STAGE.getAndSet(this, Stage.ENDED);
        if (from == Stage.ENDED) {
            return false;
        }
        giveBack(from, outcome);
        return true;
    }

    private void giveBack(Stage from, CallOutcome outcome) {
        long now = guard.runtime.now();
        if (from == Stage.WAITING) {
            cancel(waitTimer);
            guard.bulkhead.remove(this);
        } else {
            if (outcome != CallOutcome.SUCCEEDED) {
                cancelRunning();
            }
            guard.inFlight.remove(slot);
            guard.bulkhead.release();
            switch (outcome) {
                case SUCCEEDED -> permission.succeeded(now);
                case FAILED -> permission.failed(now);
                default -> permission.withdrawn();
            }
        }
        guard.ended(outcome, now - begin);
        if (span != null) {
            describe(outcome);
        }
    }

    private void describe(CallOutcome outcome) {
        span.setAttribute("shop.guard.outcome", outcome.label());
        span.setAttribute("shop.breaker.state", guard.state().label());
        span.setAttribute("shop.bulkhead.available", guard.available());
        if (outcome != CallOutcome.SUCCEEDED) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private void answer(CallOutcome outcome, Throwable failure) {
        boolean noAnswer = outcome.isRefused() || outcome == CallOutcome.FAILED;
        if (fallback == null || !noAnswer || caller.isExpired()) {
            super.completeExceptionally(failure);
            return;
        }
        guard.fallBack(fallback, failure).whenComplete((value, error) -> {
            if (error == null) {
                super.complete(value);
            } else {
                super.completeExceptionally(FailureRule.unwrap(error));
            }
        });
    }

    private void cancelRunning() {
        if (running instanceof Future<?> future) {
            future.cancel(true);
        }
    }

    private static void cancel(Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
