package shop.acceptance;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One instance of a service over one connection. Nothing is retried, not even what never left. A stage fails with a
 * {@link io.grpc.StatusRuntimeException}. Safe for use by several threads.
 */
final class InstanceChannel implements AutoCloseable {
    private final ManagedChannel channel;
    private final Duration deadline;

    /** @param deadline of each call */
    InstanceChannel(Access access, int port, Duration deadline) {
        this.deadline = deadline;
        channel = access.channel(port);
    }

    <I extends Message, O extends Message> CompletableFuture<O> call(Rpc<I, O> rpc, I request) {
        var result = new CompletableFuture<O>();
        ClientCalls.asyncUnaryCall(channel.newCall(rpc.descriptor(), options()), request, new Completing<>(result));
        return result;
    }

    /** The answers of a server stream as they come; blocks for each. */
    <I extends Message, O extends Message> Iterator<O> stream(Rpc<I, O> rpc, I request) {
        return ClientCalls.blockingServerStreamingCall(channel, rpc.descriptor(), options(), request);
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more calls and lets those in flight finish. */
    @Override
    public void close() {
        channel.shutdown();
    }

    private record Completing<O>(CompletableFuture<O> result) implements StreamObserver<O> {
        @Override
        public void onNext(O answer) {
            result.complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            // A unary call completes with its answer.
        }
    }
}
