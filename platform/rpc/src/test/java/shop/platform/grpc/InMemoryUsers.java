package shop.platform.grpc;

import akka.grpc.javadsl.Metadata;
import akka.pattern.AskTimeoutException;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import shop.contract.errors.ErrorReason;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserOuterClass;
import shop.contract.user.UserServicePowerApi;
import shop.contract.user.UserStatus;
import shop.platform.call.ApiException;

/** Users in a map; some ids make it fail in ways that a real service can. The name of a created user is its id. */
final class InMemoryUsers implements UserServicePowerApi {

    static final String SECRET = "jdbc:secret";
    static final Duration SLOW = Duration.ofMillis(100);

    private final Map<String, User> users = new ConcurrentHashMap<>();
    final Map<String, CompletableFuture<User>> held = new ConcurrentHashMap<>();
    volatile CallContext lastContext;
    volatile ListUsersRequest lastList;

    GrpcService service() {
        return GrpcService.of(
                UserOuterClass.getDescriptor().findServiceByName("UserService"), UserServicePowerApi.class, this);
    }

    @Override
    public CompletionStage<User> getUser(GetUserRequest request, Metadata metadata) {
        lastContext = CallContext.of(metadata);
        String id = request.getId();
        return switch (id) {
            case "boom" -> throw new IllegalStateException(SECRET);
            case "late-boom" -> CompletableFuture.failedFuture(new CompletionException(new RuntimeException(SECRET)));
            case "ask" -> CompletableFuture.failedFuture(new AskTimeoutException(SECRET));
            case "downstream" ->
                CompletableFuture.failedFuture(
                        Status.PERMISSION_DENIED.withDescription(SECRET).asRuntimeException());
            case "held" -> held.computeIfAbsent(id, key -> new CompletableFuture<>());
            case "slow" ->
                CompletableFuture.supplyAsync(
                        User::getDefaultInstance,
                        CompletableFuture.delayedExecutor(SLOW.toMillis(), TimeUnit.MILLISECONDS));
            case "none" -> null;
            default ->
                users.containsKey(id)
                        ? CompletableFuture.completedFuture(users.get(id))
                        : CompletableFuture.failedFuture(missing(id));
        };
    }

    @Override
    public CompletionStage<User> createUser(CreateUserRequest request, Metadata metadata) {
        lastContext = CallContext.of(metadata);
        if (request.getName().isEmpty()) {
            throw ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.INVALID_REQUEST, "The user is not valid.")
                    .field("name", "empty (expected: 1 to 200 characters)")
                    .field("email", "empty (expected: an e-mail address)")
                    .build();
        }
        User user = User.newBuilder()
                .setId(request.getName())
                .setName(request.getName())
                .setEmail(request.getEmail())
                .setStatus(UserStatus.USER_STATUS_ACTIVE)
                .setRevision(1)
                .build();
        users.put(user.getId(), user);
        return CompletableFuture.supplyAsync(() -> user);
    }

    @Override
    public CompletionStage<User> updateUser(UpdateUserRequest request, Metadata metadata) {
        return CompletableFuture.completedFuture(User.newBuilder()
                .setId(request.getId())
                .setName(request.hasName() ? request.getName() : "unchanged")
                .setRevision(request.getRevision())
                .build());
    }

    @Override
    public CompletionStage<User> deactivateUser(DeactivateUserRequest request, Metadata metadata) {
        lastContext = CallContext.of(metadata);
        return CompletableFuture.completedFuture(User.newBuilder()
                .setId(request.getId())
                .setStatus(UserStatus.USER_STATUS_DEACTIVATED)
                .build());
    }

    @Override
    public CompletionStage<User> reactivateUser(ReactivateUserRequest request, Metadata metadata) {
        return CompletableFuture.failedFuture(ApiException.builder(Code.UNAVAILABLE, ErrorReason.OVERLOADED, "Busy.")
                .retryAfter(java.time.Duration.ofMillis(2500))
                .build());
    }

    @Override
    public CompletionStage<ListUsersResponse> listUsers(ListUsersRequest request, Metadata metadata) {
        lastList = request;
        return CompletableFuture.completedFuture(
                ListUsersResponse.newBuilder().addAllUsers(users.values()).build());
    }

    private static ApiException missing(String id) {
        return ApiException.builder(Code.NOT_FOUND, ErrorReason.USER_NOT_FOUND, "There is no such user.")
                .resource("user.User", id)
                .build();
    }
}
