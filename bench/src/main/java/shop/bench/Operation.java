package shop.bench;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * One kind of call. All three parts are used by several threads at once and must not block.
 *
 * @param requests makes the next request
 * @param right whether the answer is the one that this request must have; it may also remember the answer
 */
record Operation<Q, R>(MethodDescriptor<Q, R> method, Supplier<Q> requests, BiPredicate<Q, R> right) {
    /** Counted as the kind of error when a call succeeded with an answer that is not {@link #right}. */
    static final String WRONG_ANSWER = "WRONG_ANSWER";

    /**
     * @param request a default instance, for its type
     * @param answer likewise
     */
    static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String service, String method, Q request, R answer) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }
}
