package shop.platform.grpc.client;

import akka.actor.typed.ActorSystem;
import akka.grpc.javadsl.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;

/** A server of {@code user.UserService} that answers each call as it is told to, and with its own name. */
final class UsersInstance implements UserServicePowerApi, AutoCloseable {

    final AtomicInteger calls = new AtomicInteger();
    final Queue<CallContext> contexts = new ConcurrentLinkedQueue<>();
    volatile Supplier<CompletionStage<User>> answer = this::ownName;

    private final GrpcServer server;
    private final String name;

    private UsersInstance(ActorSystem<?> system, int port) {
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
        name = String.valueOf(port());
    }

    static UsersInstance start(ActorSystem<?> system) {
        return start(system, 0);
    }

    static UsersInstance start(ActorSystem<?> system, int port) {
        return new UsersInstance(system, port);
    }

    int port() {
        return server.address().getPort();
    }

    String name() {
        return name;
    }

    /** Begins to answer with this failure. */
    void fails(Status.Code code) {
        answer = () ->
                CompletableFuture.failedFuture(ApiException.builder(code, ErrorReason.INTERNAL, "As the test wants.")
                        .build());
    }

    void recovers() {
        answer = this::ownName;
    }

    private CompletionStage<User> ownName() {
        return CompletableFuture.completedFuture(User.newBuilder().setName(name).build());
    }

    @Override
    public CompletionStage<User> getUser(GetUserRequest request, Metadata metadata) {
        calls.incrementAndGet();
        contexts.add(CallContext.of(metadata));
        return answer.get();
    }

    @Override
    public CompletionStage<User> createUser(CreateUserRequest request, Metadata metadata) {
        calls.incrementAndGet();
        return answer.get();
    }

    @Override
    public CompletionStage<User> updateUser(UpdateUserRequest request, Metadata metadata) {
        return answer.get();
    }

    @Override
    public CompletionStage<User> deactivateUser(DeactivateUserRequest request, Metadata metadata) {
        return answer.get();
    }

    @Override
    public CompletionStage<User> reactivateUser(ReactivateUserRequest request, Metadata metadata) {
        return answer.get();
    }

    @Override
    public CompletionStage<ListUsersResponse> listUsers(ListUsersRequest request, Metadata metadata) {
        return CompletableFuture.completedFuture(ListUsersResponse.getDefaultInstance());
    }

    /** Closes the port and every connection at once. */
    void kill() {
        server.terminate(Duration.ofMillis(1)).toCompletableFuture().join();
    }

    @Override
    public void close() {
        kill();
    }
}
