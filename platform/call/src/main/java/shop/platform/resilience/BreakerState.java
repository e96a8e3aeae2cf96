package shop.platform.resilience;

import java.util.Locale;

/** What a circuit breaker does with the next call. */
public enum BreakerState {
    /** Lets it through and counts how it ends. */
    CLOSED,
    /** Refuses it. */
    OPEN,
    /** Lets one trial call through, and rejects the others until it has ended. */
    HALF_OPEN;

    /** Returns the name in metrics and traces. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
