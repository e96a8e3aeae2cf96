package shop.user;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;

/** A plain gRPC client of {@code user.UserService}; every call has 30 s. */
final class UserClient implements AutoCloseable {
    private final ManagedChannel channel;

    UserClient(int port, ClientInterceptor... interceptors) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .intercept(interceptors)
                .build();
    }

    User create(CreateUserRequest request) {
        return call("CreateUser", request, User.getDefaultInstance());
    }

    User get(String id) {
        return call("GetUser", GetUserRequest.newBuilder().setId(id).build(), User.getDefaultInstance());
    }

    User update(UpdateUserRequest request) {
        return call("UpdateUser", request, User.getDefaultInstance());
    }

    User deactivate(DeactivateUserRequest request) {
        return call("DeactivateUser", request, User.getDefaultInstance());
    }

    User reactivate(ReactivateUserRequest request) {
        return call("ReactivateUser", request, User.getDefaultInstance());
    }

    ListUsersResponse list(ListUsersRequest request) {
        return call("ListUsers", request, ListUsersResponse.getDefaultInstance());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    @SuppressWarnings("unchecked") // the default instance of a message's class is of that class
    private <I extends Message, O extends Message> O call(String method, I request, O response) {
        var descriptor = MethodDescriptor.<I, O>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("user.UserService", method))
                .setRequestMarshaller(ProtoUtils.marshaller((I) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        return ClientCalls.blockingUnaryCall(
                channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), request);
    }
}
