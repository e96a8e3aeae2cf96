package shop.acceptance;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.User;

/**
 * {@code user.UserService} of one instance over one connection. Nothing is retried, not even what never left. A stage
 * fails with a {@link io.grpc.StatusRuntimeException}. Safe for use by several threads.
 */
final class UserChannel implements AutoCloseable {
    private final ManagedChannel channel;
    private final Duration deadline;

    UserChannel(int port, Duration deadline) {
        this.deadline = deadline;
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    CompletableFuture<User> create(CreateUserRequest request) {
        return call("CreateUser", request, User.getDefaultInstance());
    }

    CompletableFuture<User> get(String id) {
        return call("GetUser", GetUserRequest.newBuilder().setId(id).build(), User.getDefaultInstance());
    }

    CompletableFuture<ListUsersResponse> list(ListUsersRequest request) {
        return call("ListUsers", request, ListUsersResponse.getDefaultInstance());
    }

    @SuppressWarnings("unchecked") // the default instance of a message's class is of that class
    private <I extends Message, O extends Message> CompletableFuture<O> call(String method, I request, O answer) {
        var descriptor = MethodDescriptor.<I, O>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("user.UserService", method))
                .setRequestMarshaller(ProtoUtils.marshaller((I) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
        var result = new CompletableFuture<O>();
        ClientCalls.asyncUnaryCall(channel.newCall(descriptor, options), request, new Completing<>(result));
        return result;
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
