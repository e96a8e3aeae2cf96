package shop.platform.grpc;

import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Puts interceptors around the end of a chain, the first one outermost. Their exceptions become failed results. */
final class CallChain {

    private CallChain() {}

    static Interceptor.Admission admission(List<Interceptor> interceptors) {
        Interceptor.Admission chain = CompletableFuture::completedFuture;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            Interceptor interceptor = interceptors.get(i);
            Interceptor.Admission next = chain;
            chain = guardedAdmission(context -> interceptor.admit(context, next));
        }
        return chain;
    }

    static Interceptor.Unary unary(List<Interceptor> interceptors, Interceptor.Unary end) {
        Interceptor.Unary chain = guardedUnary(end);
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            Interceptor interceptor = interceptors.get(i);
            Interceptor.Unary next = chain;
            chain = guardedUnary((request, context) -> interceptor.unary(request, context, next));
        }
        return chain;
    }

    static Interceptor.Streaming streaming(List<Interceptor> interceptors, Interceptor.Streaming end) {
        Interceptor.Streaming chain = guardedStreaming(end);
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            Interceptor interceptor = interceptors.get(i);
            Interceptor.Streaming next = chain;
            chain = guardedStreaming((request, context) -> interceptor.streaming(request, context, next));
        }
        return chain;
    }

    private static Interceptor.Admission guardedAdmission(Interceptor.Admission step) {
        return context -> {
            try {
                return Objects.requireNonNull(step.call(context), "no stage was returned");
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                return CompletableFuture.failedFuture(failure);
            }
        };
    }

    private static Interceptor.Unary guardedUnary(Interceptor.Unary step) {
        return (request, context) -> {
            try {
                return Objects.requireNonNull(step.call(request, context), "no stage was returned");
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                return CompletableFuture.failedFuture(failure);
            }
        };
    }

    private static Interceptor.Streaming guardedStreaming(Interceptor.Streaming step) {
        return (request, context) -> {
            try {
                return Objects.requireNonNull(step.call(request, context), "no source was returned");
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                return Source.failed(failure);
            }
        };
    }
}
