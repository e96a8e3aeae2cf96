package shop.platform.resilience;

import akka.grpc.GrpcServiceException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import shop.platform.call.ApiException;

/** Decides what the exception of a call says about the called service. Stateless. */
@FunctionalInterface
public interface FailureRule {

    /** What the end of a call says about the service. */
    enum Verdict {
        /** It works: the answer concerns the request. */
        SUCCESS,
        /** It does not work. */
        FAILURE,
        /** Nothing. */
        NEITHER
    }

    /** Judges by gRPC status; an exception without one is a failure, except a cancellation. */
    FailureRule BY_STATUS = failure -> {
        if (failure instanceof StatusRuntimeException grpc) {
            return judge(grpc.getStatus().getCode());
        }
        if (failure instanceof StatusException grpc) {
            return judge(grpc.getStatus().getCode());
        }
        if (failure instanceof GrpcServiceException grpc) {
            return judge(grpc.status().getCode());
        }
        if (failure instanceof ApiException api) {
            return judge(api.code());
        }
        return failure instanceof CancellationException ? Verdict.NEITHER : Verdict.FAILURE;
    };

    /** Judges an exception as the call threw it, without the wrappers of {@code java.util.concurrent}. */
    Verdict judge(Throwable failure);

    /**
     * Judges a status code. RESOURCE_EXHAUSTED counts as a failure, because our services send it when they are
     * overloaded; UNIMPLEMENTED counts as a success, because one missing method must not block the others.
     */
    static Verdict judge(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS, RESOURCE_EXHAUSTED -> Verdict.FAILURE;
            case CANCELLED -> Verdict.NEITHER;
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    UNAUTHENTICATED -> Verdict.SUCCESS;
        };
    }

    /** Returns the exception without the wrappers of stages. */
    static Throwable unwrap(Throwable failure) {
        Throwable actual = failure;
        while ((actual instanceof CompletionException || actual instanceof ExecutionException)
                && actual.getCause() != null) {
            actual = actual.getCause();
        }
        return actual;
    }
}
