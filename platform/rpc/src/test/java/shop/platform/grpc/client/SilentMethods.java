package shop.platform.grpc.client;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.ProtoUtils;
import java.util.concurrent.CountDownLatch;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;

/** Has every method, answers none, and notices when a call begins and is cancelled. */
final class SilentMethods extends HandlerRegistry {

    private final CountDownLatch begun;
    private final CountDownLatch cancelled;

    SilentMethods(CountDownLatch begun, CountDownLatch cancelled) {
        this.begun = begun;
        this.cancelled = cancelled;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
        var descriptor = MethodDescriptor.<GetUserRequest, User>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(ProtoUtils.marshaller(GetUserRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(User.getDefaultInstance()))
                .build();
        ServerCallHandler<GetUserRequest, User> handler = this::begin;
        return ServerMethodDefinition.create(descriptor, handler);
    }

    private ServerCall.Listener<GetUserRequest> begin(ServerCall<GetUserRequest, User> call, Metadata headers) {
        begun.countDown();
        return new ServerCall.Listener<>() {
            @Override
            public void onCancel() {
                cancelled.countDown();
            }
        };
    }
}
