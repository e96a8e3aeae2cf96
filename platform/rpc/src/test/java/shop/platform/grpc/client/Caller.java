package shop.platform.grpc.client;

import akka.actor.typed.ActorSystem;
import akka.grpc.GrpcServiceException;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserServiceClient;
import shop.platform.call.Deadline;
import shop.platform.resilience.FailureRule;
import shop.platform.resilience.GuardRuntime;
import shop.platform.resilience.RetryPolicy;

/** A client of the service {@code users}, as a service of ours would have it, GetUser being idempotent. */
final class Caller {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final UserServiceClient users;

    Caller(ActorSystem<?> system) {
        var retries = RetryPolicy.of(system.settings().config(), "users");
        users = UserServiceClient.create(
                ServiceChannel.settings(
                        system,
                        "users",
                        retries.serviceConfig(Set.of("user.UserService/GetUser")),
                        GuardRuntime.of(system, "users").calls()),
                system);
    }

    CompletableFuture<User> begin(OutgoingCall call) {
        return call.make(() -> users.getUser(GetUserRequest.getDefaultInstance()));
    }

    /** The name of the instance that answered. */
    String get() {
        return get(Duration.ofSeconds(10));
    }

    String get(Duration deadline) {
        return join(begin(OutgoingCall.within(Deadline.after(deadline)))).getName();
    }

    /** How a call of a method ends that is not idempotent. */
    Status.Code createStatus() {
        return status(OutgoingCall.within(Deadline.after(PATIENCE))
                .make(() -> users.createUser(CreateUserRequest.getDefaultInstance())));
    }

    /** The instances that answer so many calls. */
    Set<String> answering(int calls) {
        var names = new HashSet<String>();
        for (int i = 0; i < calls; i++) {
            names.add(get());
        }
        return names;
    }

    /** How a call ends. */
    Status.Code status(Duration deadline) {
        return status(begin(OutgoingCall.within(Deadline.after(deadline))));
    }

    private static Status.Code status(CompletableFuture<User> call) {
        try {
            join(call);
            return Status.Code.OK;
        } catch (CompletionException e) {
            if (FailureRule.unwrap(e) instanceof GrpcServiceException failure) {
                return failure.status().getCode();
            }
            throw e;
        }
    }

    private static <T> T join(CompletableFuture<T> call) {
        return call.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
