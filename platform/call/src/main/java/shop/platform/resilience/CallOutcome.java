package shop.platform.resilience;

import java.util.Locale;

/** How a guarded call ended; each call ends exactly once. A fallback comes on top and changes nothing here. */
public enum CallOutcome {
    /** The service answered, be it with a refusal for good reasons, such as NOT_FOUND. */
    SUCCEEDED,
    /** The service did not answer in time, or failed. */
    FAILED,
    /** The call was given up by its caller, or on its behalf; it says nothing about the service. */
    CANCELLED,
    /** Too little was left of the deadline before the call had begun. */
    REFUSED_BY_DEADLINE,
    /** Too many calls were in flight. */
    REFUSED_BY_BULKHEAD,
    /** The circuit breaker was open. */
    REFUSED_BY_BREAKER;

    /** As metrics and traces name it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the call never reached the service. */
    public boolean isRefused() {
        return compareTo(REFUSED_BY_DEADLINE) >= 0;
    }
}
