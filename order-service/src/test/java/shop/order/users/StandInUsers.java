package shop.order.users;

import akka.actor.typed.ActorSystem;
import akka.grpc.javadsl.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
import shop.platform.grpc.CallContext;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;

/** A server that is asked for users, and answers as it is told to. */
final class StandInUsers implements UserServicePowerApi {

    final AtomicInteger calls = new AtomicInteger();
    final Queue<CallContext> contexts = new ConcurrentLinkedQueue<>();
    private final ActorSystem<?> system;
    private final int port;
    private volatile Function<String, CompletionStage<User>> answer = id -> found(active(id));
    private GrpcServer server;

    StandInUsers(ActorSystem<?> system, int port) {
        this.system = system;
        this.port = port;
    }

    void start() {
        ServerHealth health = new ServerHealth();
        health.change(ServingStatus.SERVING);
        server = GrpcServer.builder(system)
                .host("127.0.0.1")
                .port(port)
                .health(health)
                .service(GrpcService.of(
                        UserOuterClass.getDescriptor().findServiceByName("UserService"),
                        UserServicePowerApi.class,
                        this))
                .bind()
                .toCompletableFuture()
                .join();
    }

    /** Closes the port and every connection at once. */
    void kill() {
        server.terminate(Duration.ofMillis(1)).toCompletableFuture().join();
    }

    void answers(Function<String, CompletionStage<User>> changed) {
        answer = changed;
    }

    /** Has every user, active. */
    void works() {
        answer = id -> found(active(id));
    }

    /** Takes calls and never answers. */
    void hangs() {
        answer = id -> new CompletableFuture<>();
    }

    void fails(Status.Code code) {
        answer = id -> failed(code);
    }

    static User active(String id) {
        return User.newBuilder()
                .setId(id)
                .setStatus(UserStatus.USER_STATUS_ACTIVE)
                .setRevision(7)
                .build();
    }

    static CompletionStage<User> found(User user) {
        return CompletableFuture.completedFuture(user);
    }

    static CompletionStage<User> failed(Status.Code code) {
        return CompletableFuture.failedFuture(ApiException.builder(code, ErrorReason.INTERNAL, "As the test wants.")
                .build());
    }

    @Override
    public CompletionStage<User> getUser(GetUserRequest request, Metadata metadata) {
        calls.incrementAndGet();
        contexts.add(CallContext.of(metadata));
        return answer.apply(request.getId());
    }

    @Override
    public CompletionStage<User> createUser(CreateUserRequest request, Metadata metadata) {
        return failed(Status.Code.UNIMPLEMENTED);
    }

    @Override
    public CompletionStage<User> updateUser(UpdateUserRequest request, Metadata metadata) {
        return failed(Status.Code.UNIMPLEMENTED);
    }

    @Override
    public CompletionStage<User> deactivateUser(DeactivateUserRequest request, Metadata metadata) {
        return failed(Status.Code.UNIMPLEMENTED);
    }

    @Override
    public CompletionStage<User> reactivateUser(ReactivateUserRequest request, Metadata metadata) {
        return failed(Status.Code.UNIMPLEMENTED);
    }

    @Override
    public CompletionStage<ListUsersResponse> listUsers(ListUsersRequest request, Metadata metadata) {
        return CompletableFuture.completedFuture(ListUsersResponse.getDefaultInstance());
    }
}
