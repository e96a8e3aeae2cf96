package shop.acceptance;

import io.grpc.Status;
import java.time.LocalTime;

/** One call that failed, with what is needed to find it in the nodes' logs. */
record Failure(LocalTime time, String call, Status.Code code, String description) {
    private static final String CLOSED_BEFORE_THE_CALL = "channel closed";

    static Failure of(String call, Throwable cause) {
        var status = Status.fromThrowable(cause);
        return new Failure(LocalTime.now(), call, status.getCode(), String.valueOf(status.getDescription()));
    }

    /**
     * Whether a call may fail so when the node that it was sent to is killed. gRPC says UNKNOWN of a connection that ends before the
     * call is on it.
     */
    boolean comesOfACrash() {
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
            case UNKNOWN -> description.equals(CLOSED_BEFORE_THE_CALL);
            default -> false;
        };
    }
}
