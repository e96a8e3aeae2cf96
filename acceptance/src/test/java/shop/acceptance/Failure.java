package shop.acceptance;

import io.grpc.Status;
import java.time.LocalTime;

/** One call that failed, with what is needed to find it in the nodes' logs. */
record Failure(LocalTime time, String call, Status.Code code, String description) {

    static Failure of(String call, Throwable cause) {
        var status = Status.fromThrowable(cause);
        return new Failure(LocalTime.now(), call, status.getCode(), String.valueOf(status.getDescription()));
    }
}
