package shop.bench;

import io.grpc.MethodDescriptor;
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
}
