package shop.order.domain;

/** Why an order was rejected or cancelled. */
public enum EndReason {
    /** Somebody asked for it. */
    REQUESTED,
    USER_NOT_FOUND,
    USER_DEACTIVATED,
    /** Whether the user may order could not be found out in time. */
    VERIFICATION_TIMEOUT
}
