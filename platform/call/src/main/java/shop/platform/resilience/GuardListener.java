package shop.platform.resilience;

/**
 * Receives a guard's events, for logs, metrics and health. Called concurrently and outside any lock, so it may use the
 * guard; it must not block. Its exceptions are logged and have no effect.
 */
public interface GuardListener {

    /**
     * Called when the circuit breaker has changed. Changes are reported one at a time and in order, shortly after they
     * happened.
     */
    default void stateChanged(String target, BreakerState from, BreakerState to) {}

    /**
     * Called when a call has ended, before its caller gets the result.
     *
     * @param elapsedNanos since its beginning, including the wait for a slot
     */
    default void callEnded(String target, CallOutcome outcome, long elapsedNanos) {}

    /** Called before a fallback answers instead of the service. */
    default void fallbackServed(String target, Throwable reason) {}
}
