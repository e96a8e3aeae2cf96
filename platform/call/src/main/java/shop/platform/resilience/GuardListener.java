package shop.platform.resilience;

/**
 * Is told what a guard does, for logs, metrics and health. Called concurrently and outside any lock, so that it may use the
 * guard; it must not block. What it throws is logged and changes nothing.
 */
public interface GuardListener {

    /** The circuit breaker changed. Changes are told one at a time and in their order, shortly after they took place. */
    default void stateChanged(String target, BreakerState from, BreakerState to) {}

    /**
     * A call ended, told before its caller learns of it.
     *
     * @param elapsedNanos from its beginning, waiting for its turn included
     */
    default void callEnded(String target, CallOutcome outcome, long elapsedNanos) {}

    /** A fallback is about to answer in the place of the service. */
    default void fallbackServed(String target, Throwable reason) {}
}
