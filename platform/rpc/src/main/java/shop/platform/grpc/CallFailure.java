package shop.platform.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

/**
 * A failed call as it is reported to its caller.
 *
 * @param error what went wrong
 * @param requestId names the call
 */
public record CallFailure(ApiException error, String requestId) {

    private static final Logger LOG = LoggerFactory.getLogger(CallFailure.class);
    // Clients accept 8 KiB of headers by default, and base64 makes four bytes of three.
    private static final int MAX_STATUS_SIZE = 4096;

    /**
     * Describes a failure, and logs it if the server caused it. Call it once per call.
     *
     * @param call names the method or the path
     * @param trace of the call, which the log names
     */
    public static CallFailure report(
            Throwable failure, String call, String requestId, Deadline deadline, Context trace) {
        ApiException error = ErrorMapper.describe(failure, deadline);
        Scope current = trace.makeCurrent();
        MDC.put("request_id", requestId);
        try {
            log(error, call, requestId);
        } finally {
            MDC.remove("request_id");
            current.close();
        }
        return new CallFailure(error, requestId);
    }

    private static void log(ApiException error, String call, String requestId) {
        switch (error.code()) {
            case INTERNAL, UNKNOWN, DATA_LOSS ->
                LOG.error(
                        "{} failed, request {}", call, requestId, error.getCause() == null ? error : error.getCause());
            case UNAVAILABLE, RESOURCE_EXHAUSTED ->
                LOG.atLevel(error.getCause() == null ? Level.DEBUG : Level.WARN)
                        .log(
                                "{} failed with {}, request {}: {}",
                                call,
                                error.reason(),
                                requestId,
                                String.valueOf(error.getCause()));
            default -> LOG.debug("{} failed with {}, request {}", call, error.reason(), requestId);
        }
    }

    /** Returns the details, with the request's id as the last, unless the failure is shared by calls. */
    public Stream<Message> details() {
        if (error.isSharedByCalls()) {
            return error.details().stream();
        }
        return Stream.concat(
                error.details().stream(),
                Stream.of(RequestInfo.newBuilder().setRequestId(requestId).build()));
    }

    /**
     * Returns the value of {@code grpc-status-details-bin}; field violations are left out when there is no room for
     * them.
     */
    Status toStatus() {
        Status status = toStatus(details());
        if (status.getSerializedSize() <= MAX_STATUS_SIZE) {
            return status;
        }
        return toStatus(details().filter(detail -> !(detail instanceof BadRequest)));
    }

    private Status toStatus(Stream<Message> details) {
        return Status.newBuilder()
                .setCode(error.code().value())
                .setMessage(error.getMessage())
                .addAllDetails(details.map(Any::pack).toList())
                .build();
    }
}
