package shop.platform.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;
import shop.platform.call.ApiException;

/**
 * A step around every call of the services that a {@link GrpcServer} was given, whichever protocol it came by. A
 * step may refuse the call (by a failed stage, a failed source, or by throwing, best an {@link ApiException}), hand a
 * changed context or request to {@code next}, and see the result or the failure. Failures are as the implementation
 * raised them; {@link ErrorMapper#describe} tells what the caller gets.
 *
 * <p>The methods are called concurrently and must not block. The server's own health and reflection services do not
 * pass interceptors.
 */
public interface Interceptor {

    /** The rest of the chain for a call of which only the headers are known. */
    @FunctionalInterface
    interface Admission {

        /** Never throws; failures are in the stage. */
        CompletionStage<CallContext> call(CallContext context);
    }

    /** The rest of the chain for a call with one answer. */
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
     * Decides by the headers alone whether a call is let in, before anything of its body is read: nobody pays for the body
     * of a call that is refused here. What is attached to the context stays with the call.
     */
    default CompletionStage<CallContext> admit(CallContext context, Admission next) {
        return next.call(context);
    }

    /** Around a call with one answer, which has been let in and whose request has been read. */
    default CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        return next.call(request, context);
    }

    /** As {@link #unary}, around a call with a stream of answers. */
    default Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        return next.call(request, context);
    }
}
