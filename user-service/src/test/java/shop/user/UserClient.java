package shop.user;

import io.grpc.ClientInterceptor;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.testkit.UnaryClient;

/** A client of {@code user.UserService}. */
final class UserClient extends UnaryClient {
    UserClient(int port, ClientInterceptor... interceptors) {
        super("user.UserService", port, interceptors);
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
}
