package shop.order.domain;

/** Why a watch ends before its order does. It carries no stack trace, since it is an answer, not a defect. */
public final class WatchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a watcher is told. */
    public enum Reason {
        ORDER_NOT_FOUND,
        /** This node has the maximum number of watchers. */
        TOO_MANY_WATCHERS,
        /** The watcher took changes more slowly than they came. */
        WATCHER_TOO_SLOW
    }

    private final Reason reason;
    private final String orderId;

    WatchFailure(Reason reason, String orderId) {
        super(reason + ": " + orderId, null, false, false);
        this.reason = reason;
        this.orderId = orderId;
    }

    public Reason reason() {
        return reason;
    }

    public String orderId() {
        return orderId;
    }
}
