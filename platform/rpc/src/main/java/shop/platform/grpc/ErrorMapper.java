package shop.platform.grpc;

import akka.grpc.GrpcServiceException;
import akka.http.scaladsl.model.http2.PeerClosedStreamException;
import akka.pattern.CircuitBreakerOpenException;
import akka.persistence.typed.EventRejectedException;
import akka.persistence.typed.internal.JournalFailureException;
import akka.stream.BufferOverflowException;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

/**
 * Turns the failure of a call into the error for its caller. Only an {@link ApiException} is reported as it is; of
 * every other failure the caller learns the kind, never the text, which may reveal internals.
 */
public final class ErrorMapper {

    private ErrorMapper() {}

    /** Returns the failure that the caller of a call with this deadline gets; the original is its cause. */
    public static ApiException describe(Throwable failure, Deadline deadline) {
        Throwable actual = unwrap(failure);
        if (actual instanceof ApiException api) {
            return api;
        }
        if (actual instanceof TimeoutException) {
            return deadline.isExpired()
                    ? deadlineExceeded()
                    : unavailable(ErrorReason.TIMEOUT, "An internal dependency timed out.", actual);
        }
        if (actual instanceof StatusRuntimeException downstream) {
            return downstream(downstream.getStatus().getCode(), deadline, actual);
        }
        if (actual instanceof StatusException downstream) {
            return downstream(downstream.getStatus().getCode(), deadline, actual);
        }
        if (actual instanceof GrpcServiceException downstream) {
            return downstream(downstream.status().getCode(), deadline, actual);
        }
        if (actual instanceof BufferOverflowException || actual instanceof RejectedExecutionException) {
            return ApiException.builder(
                            Code.RESOURCE_EXHAUSTED,
                            ErrorReason.OVERLOADED,
                            "Node overloaded; retry later or on another node.")
                    .cause(actual)
                    .build();
        }
        if (actual instanceof CircuitBreakerOpenException open) {
            return ApiException.builder(
                            Code.UNAVAILABLE, ErrorReason.DEPENDENCY_UNAVAILABLE, "A required service is unavailable.")
                    .retryAfter(Duration.ofMillis(open.remainingDuration().toMillis()))
                    .cause(actual)
                    .build();
        }
        if (isStorageFailure(actual)) {
            return unavailable(ErrorReason.STORAGE_UNAVAILABLE, "The storage is unavailable.", actual);
        }
        if (actual instanceof PeerClosedStreamException) {
            return ApiException.builder(Code.CANCELLED, ErrorReason.CANCELLED, "The caller cancelled the call.")
                    .cause(actual)
                    .build();
        }
        return internal(actual);
    }

    /** Returns the answer to a call whose deadline has passed. */
    static ApiException deadlineExceeded() {
        return ApiException.builder(
                        Code.DEADLINE_EXCEEDED,
                        ErrorReason.DEADLINE_EXCEEDED,
                        "The deadline passed before the call completed.")
                .build();
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable actual = failure;
        while ((actual instanceof CompletionException || actual instanceof ExecutionException)
                && actual.getCause() != null) {
            actual = actual.getCause();
        }
        return actual;
    }

    private static ApiException downstream(Code code, Deadline deadline, Throwable failure) {
        return switch (code) {
            case DEADLINE_EXCEEDED ->
                deadline.isExpired()
                        ? deadlineExceeded()
                        : unavailable(ErrorReason.DEPENDENCY_TIMEOUT, "A required service timed out.", failure);
            case UNAVAILABLE, RESOURCE_EXHAUSTED, CANCELLED ->
                unavailable(ErrorReason.DEPENDENCY_UNAVAILABLE, "A required service is unavailable.", failure);
            default -> internal(failure);
        };
    }

    private static boolean isStorageFailure(Throwable failure) {
        return failure instanceof SQLException
                || failure instanceof JournalFailureException
                || failure instanceof EventRejectedException;
    }

    private static ApiException unavailable(ErrorReason reason, String message, Throwable cause) {
        return ApiException.builder(Code.UNAVAILABLE, reason, message)
                .cause(cause)
                .build();
    }

    private static ApiException internal(Throwable cause) {
        return ApiException.builder(
                        Code.INTERNAL, ErrorReason.INTERNAL, "Internal error; the server's log has the request id.")
                .cause(cause)
                .build();
    }
}
