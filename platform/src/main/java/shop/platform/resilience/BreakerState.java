package shop.platform.resilience;

/** What a circuit breaker does with the next call. */
public enum BreakerState {
    /** Lets it through and counts how it ends. */
    CLOSED,
    /** Refuses it. */
    OPEN,
    /** Lets one call through, on trial, and refuses the others until that one has ended. */
    HALF_OPEN
}
