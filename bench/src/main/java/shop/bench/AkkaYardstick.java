package shop.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.grpc.GrpcServiceException;
import akka.http.javadsl.Http;
import akka.http.javadsl.settings.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserService;
import shop.contract.user.UserServiceHandlerFactory;

/**
 * A JVM that answers GetUser with a constant on Akka gRPC, and every other call with UNIMPLEMENTED. Started on the
 * service's class path it has the service's settings of Akka HTTP; only clustering and persistence are taken away.
 */
final class AkkaYardstick implements UserService {
    private static final CompletionStage<User> ANSWER = CompletableFuture.completedFuture(UserCalls.CONSTANT_USER);

    /**
     * @param args the port
     */
    public static void main(String[] args) {
        var config = ConfigFactory.parseResources("yardstick.conf")
                .withFallback(ConfigFactory.load())
                .resolve();
        var system = ActorSystem.create(Behaviors.empty(), "yardstick", config);
        Http.get(system)
                .newServerAt("127.0.0.1", Integer.parseInt(args[0]))
                .withSettings(ServerSettings.create(http(config)))
                .bind(UserServiceHandlerFactory.create(new AkkaYardstick(), system));
    }

    /** The services keep what they change of Akka HTTP for their own server under {@code shop.grpc}. */
    private static Config http(Config config) {
        return config.hasPath("shop.grpc.akka.http")
                ? config.getConfig("shop.grpc").withFallback(config)
                : config;
    }

    @Override
    public CompletionStage<User> getUser(GetUserRequest request) {
        return ANSWER;
    }

    @Override
    public CompletionStage<User> createUser(CreateUserRequest request) {
        return unimplemented();
    }

    @Override
    public CompletionStage<User> updateUser(UpdateUserRequest request) {
        return unimplemented();
    }

    @Override
    public CompletionStage<User> deactivateUser(DeactivateUserRequest request) {
        return unimplemented();
    }

    @Override
    public CompletionStage<User> reactivateUser(ReactivateUserRequest request) {
        return unimplemented();
    }

    @Override
    public CompletionStage<ListUsersResponse> listUsers(ListUsersRequest request) {
        return unimplemented();
    }

    private static <T> CompletionStage<T> unimplemented() {
        return CompletableFuture.failedFuture(new GrpcServiceException(Status.UNIMPLEMENTED));
    }
}
