package shop.platform.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;
import shop.platform.call.ApiException;

/**
 * A step around every call of the services of a {@link GrpcServer}, for every protocol. A step may reject the call (by
 * a failed stage, a failed source, or by throwing, preferably an {@link ApiException}), pass a changed context or
 * request to {@code next}, and see the result or the failure. Failures are as the implementation raised them; {@link
 * ErrorMapper#describe} returns what the caller gets.
 *
 * <p>The methods are called concurrently and must not block. The server's own health and reflection services do not
 * pass interceptors.
 */
public interface Interceptor {

    /** The rest of the chain for a call whose headers alone are known. */
    @FunctionalInterface
    interface Admission {

        /** Never throws; failures are in the stage. */
        CompletionStage<CallContext> call(CallContext context);
    }

    /** The rest of the chain for a unary call. */
    @FunctionalInterface
    interface Unary {

        /** Never throws; failures are in the stage. */
        CompletionStage<Message> call(Message request, CallContext context);
    }

    /** The rest of the chain for a call with a stream of answers. */
    @FunctionalInterface
    interface Streaming {

        /** Never throws; failures are in the source. */
        Source<Message, NotUsed> call(Message request, CallContext context);
    }

    /**
     * Decides by the headers alone whether a call is admitted, before its body is read, so that a rejected call costs
     * no reading. Attachments to the context stay with the call.
     */
    default CompletionStage<CallContext> admit(CallContext context, Admission next) {
        return next.call(context);
    }

    /** Wraps an admitted unary call whose request has been read. */
    default CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        return next.call(request, context);
    }

    /** Wraps a call with a stream of answers, like {@link #unary}. */
    default Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        return next.call(request, context);
    }
}
