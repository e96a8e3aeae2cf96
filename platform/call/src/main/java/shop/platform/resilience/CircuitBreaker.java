package shop.platform.resilience;

import akka.AkkaException;
import akka.actor.Scheduler;
import akka.pattern.CircuitBreakerOpenException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.concurrent.duration.FiniteDuration;

/**
 * Adds a failure-rate rule to Akka's circuit breaker. Akka's keeps the state, the timer of the open period and its
 * growth. But it counts consecutive failures, so a {@link RollingWindow} judges them here, and Akka's breaker is told
 * about a failure only when the rule decides so or a trial call has failed.
 *
 * <p>Each state that the breaker enters is a new phase. The end of a call counts only in the phase in which the call
 * began. A call that was cancelled or lost cannot give back Akka's half-open gate, so here the trial call holds a lease
 * instead. Thread-safe; calls take no lock except to change the state.
 */
final class CircuitBreaker {

    /**
     * The right to make one call. Call exactly one of the methods, once, when the call is over; {@code now} is the
     * ticker's.
     */
    interface Permission {
        void succeeded(long now);

        void failed(long now);

        /** The call says nothing about the service, for instance because it was cancelled. */
        void withdrawn();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final String target;
    private final BreakerSettings settings;
    private final LongSupplier ticker;
    private final StateChanges changes;
    private final akka.pattern.CircuitBreaker akka;
    private final Object transition = new Object();
    private volatile Phase phase;

    /**
     * @param scheduler runs the open period
     * @param executor runs what the scheduler starts, and listeners; must not be held up by calls
     */
    CircuitBreaker(
            String target,
            BreakerSettings settings,
            Scheduler scheduler,
            Executor executor,
            LongSupplier ticker,
            GuardListener listener) {
        this.target = target;
        this.settings = settings;
        this.ticker = ticker;
        this.changes = new StateChanges(target, listener, executor);
        this.phase = new Closed();
        this.akka = new akka.pattern.CircuitBreaker(
                        ExecutionContext.fromExecutor(executor), scheduler, 1, Duration.ZERO, settings.open())
                .withExponentialBackoff(settings.maxOpen())
                .addOnHalfOpenListener(this::halfOpen);
    }

    BreakerState state() {
        return phase.state();
    }

    /**
     * Requests permission for one call.
     *
     * @throws CircuitBreakerOpenException when the breaker is open, with the remaining time; or half-open and busy with
     * a trial call, without a time
     */
    Permission acquire() {
        return phase.acquire();
    }

    /** Between Akka's timer and this call Akka's breaker is already half-open; only a trial call ends that. */
    private void halfOpen() {
        if (phase instanceof Open open) {
            move(open, () -> {}, HalfOpen::new);
        }
    }

    private void move(Phase from, Runnable tellAkka, Supplier<Phase> next) {
        synchronized (transition) {
            if (phase != from) {
                return;
            }
            Phase to = next.get();
            try {
                tellAkka.run();
            } catch (AkkaException stopping) {
                LOG.debug("The circuit breaker for {} has stopped with the actor system", target, stopping);
            }
            phase = to;
            changes.note(from.state(), to.state());
        }
        changes.tell();
    }

    private sealed interface Phase {
        BreakerState state();

        Permission acquire();
    }

    /** Is its own permission, so that a call costs no object. */
    private final class Closed implements Phase, Permission {

        private final RollingWindow window =
                new RollingWindow(settings.interval(), settings.buckets(), ticker.getAsLong());

        @Override
        public BreakerState state() {
            return BreakerState.CLOSED;
        }

        @Override
        public Permission acquire() {
            return this;
        }

        @Override
        public void succeeded(long now) {
            window.addSuccess(now);
        }

        @Override
        public void failed(long now) {
            if (settings.trips(window.addFailure(now))) {
                move(this, akka::fail, Open::new);
            }
        }

        @Override
        public void withdrawn() {}
    }

    private final class Open implements Phase {

        @Override
        public BreakerState state() {
            return BreakerState.OPEN;
        }

        @Override
        public Permission acquire() {
            // Only Akka's breaker knows how long it stays open, and it tells this only when it rejects a call.
            Future<Object> refused =
                    akka.callWithCircuitBreaker(() -> Promise.<Object>apply().future());
            if (refused.value().isDefined()
                    && refused.value().get().failed().get() instanceof CircuitBreakerOpenException open) {
                throw open;
            }
            throw refusal("The trial call is about to begin");
        }
    }

    private final class HalfOpen implements Phase {

        private final AtomicReference<Trial> lease = new AtomicReference<>();

        @Override
        public BreakerState state() {
            return BreakerState.HALF_OPEN;
        }

        @Override
        public Permission acquire() {
            Trial current = lease.get();
            long now = ticker.getAsLong();
            if (current == null || current.isLost(now)) {
                Trial trial = new Trial(this, now);
                if (lease.compareAndSet(current, trial)) {
                    return trial;
                }
            }
            throw refusal("A trial call is under way");
        }
    }

    private final class Trial implements Permission {

        private final HalfOpen phase;
        private final long begin;

        private Trial(HalfOpen phase, long begin) {
            this.phase = phase;
            this.begin = begin;
        }

        boolean isLost(long now) {
            return now - begin >= settings.trialLease().toNanos();
        }

        @Override
        public void succeeded(long now) {
            if (phase.lease.get() == this) {
                move(phase, akka::succeed, Closed::new);
            }
        }

        @Override
        public void failed(long now) {
            if (phase.lease.get() == this) {
                move(phase, akka::fail, Open::new);
            }
        }

        @Override
        public void withdrawn() {
            phase.lease.compareAndSet(this, null);
        }
    }

    private static CircuitBreakerOpenException refusal(String message) {
        return new CircuitBreakerOpenException(FiniteDuration.Zero(), message);
    }
}
