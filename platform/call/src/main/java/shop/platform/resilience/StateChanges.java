package shop.platform.resilience;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports state changes to a listener, one at a time and in order. Recording a change is cheap and may be done under a
 * lock; the report runs on the executor, so the listener may change the state again.
 */
final class StateChanges {

    private record Change(BreakerState from, BreakerState to) {}

    private static final Logger LOG = LoggerFactory.getLogger(StateChanges.class);

    private final String target;
    private final GuardListener listener;
    private final Executor executor;
    private final Queue<Change> noted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();

    StateChanges(String target, GuardListener listener, Executor executor) {
        this.target = target;
        this.listener = listener;
        this.executor = executor;
    }

    void note(BreakerState from, BreakerState to) {
        noted.add(new Change(from, to));
    }

    /** Reports one recorded change; call it once per change, outside any lock. */
    void tell() {
        if (untold.getAndIncrement() > 0) {
            return; // the thread that reports now continues with this change
        }
        try {
            executor.execute(this::tellAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("A change of the circuit breaker for {} is not reported: its executor has stopped", target, e);
        }
    }

    private void tellAll() {
        do {
            Change change = noted.remove();
            listener.stateChanged(target, change.from(), change.to());
        } while (untold.decrementAndGet() > 0);
    }
}
