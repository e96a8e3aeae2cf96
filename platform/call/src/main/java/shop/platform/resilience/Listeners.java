package shop.platform.resilience;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Combines listeners into one that never throws, and logs state changes. */
final class Listeners implements GuardListener {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final String FAILED = "A listener to calls of {} failed";

    private final List<GuardListener> listeners;

    Listeners(List<GuardListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void stateChanged(String target, BreakerState from, BreakerState to) {
        if (to == BreakerState.OPEN) {
            LOG.warn("The circuit breaker for {} changed from {} to {}", target, from, to);
        } else {
            LOG.info("The circuit breaker for {} changed from {} to {}", target, from, to);
        }
        tell(target, listener -> listener.stateChanged(target, from, to));
    }

    @Override
    public void callEnded(String target, CallOutcome outcome, long elapsedNanos) {
        for (GuardListener listener : listeners) { // a function would be one more object per call
            try {
                listener.callEnded(target, outcome, elapsedNanos);
            } catch (RuntimeException e) {
                LOG.warn(FAILED, target, e);
            }
        }
    }

    @Override
    public void fallbackServed(String target, Throwable reason) {
        tell(target, listener -> listener.fallbackServed(target, reason));
    }

    private void tell(String target, Consumer<GuardListener> event) {
        for (GuardListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn(FAILED, target, e);
            }
        }
    }
}
