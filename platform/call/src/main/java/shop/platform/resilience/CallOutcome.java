package shop.platform.resilience;

import java.util.Locale;

/** How a guarded call ended; each call ends exactly once. A fallback does not change the outcome. */
public enum CallOutcome {
    /** The service answered, also with a legitimate rejection such as NOT_FOUND. */
    SUCCEEDED,
    /** The service did not answer in time, or failed. */
    FAILED,
    /** The caller cancelled the call, or somebody did on its behalf; this says nothing about the service. */
    CANCELLED,
    /** The remaining deadline was too short before the call began. */
    REFUSED_BY_DEADLINE,
    /** Too many calls were in flight. */
    REFUSED_BY_BULKHEAD,
    /** The circuit breaker was open. */
    REFUSED_BY_BREAKER;

    /** Returns the name in metrics and traces. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the call never reached the service. */
    public boolean isRefused() {
        return compareTo(REFUSED_BY_DEADLINE) >= 0;
    }
}
