package shop.platform.resilience;

import java.util.Locale;

/** What a circuit breaker does with the next call. */
public enum BreakerState {
    /** Lets it through and counts how it ends. */
    CLOSED,
    /** Refuses it. */
    OPEN,
    /** Lets one call through, on trial, and refuses the others until that one has ended. */
    HALF_OPEN;

    /** As metrics and traces name it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
