package shop.order.users;

import akka.actor.typed.ActorSystem;
import akka.grpc.GrpcServiceException;
import com.typesafe.config.Config;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserService;
import shop.contract.user.UserServiceClient;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.call.Deadline;
import shop.platform.entity.EntityId;
import shop.platform.grpc.client.OutgoingCall;
import shop.platform.grpc.client.ServiceChannel;
import shop.platform.resilience.FailureRule;
import shop.platform.resilience.Guard;
import shop.platform.resilience.GuardRuntime;
import shop.platform.resilience.RetryPolicy;

/**
 * Asks user-service through the guard, and the replica whenever that does not settle it: no answer, or one that says nothing of
 * the user, such as PERMISSION_DENIED. Of the caller's time, {@code shop.order.users.order-time} is left for the order.
 * Thread-safe.
 */
public final class GuardedUserDirectory implements UserDirectory {
    private static final String TARGET = "user-service";
    private static final Set<String> IDEMPOTENT = Set.of(UserService.name + "/GetUser");

    private final Guard guard;
    private final UserService users;
    private final Replica replica;
    private final Duration orderTime;

    /** @param orderTime what is left of the caller's time for what comes after the answer */
    GuardedUserDirectory(Guard guard, UserService users, Replica replica, Duration orderTime) {
        this.guard = guard;
        this.users = users;
        this.replica = replica;
        this.orderTime = orderTime;
    }

    /** Returns the directory of a node; it opens the channel to user-service. To be created once. */
    public static UserDirectory create(ActorSystem<?> system) {
        return create(system, CurrentReplica.of(system));
    }

    static UserDirectory create(ActorSystem<?> system, CurrentReplica current) {
        Config config = system.settings().config();
        var channel = ServiceChannel.settings(
                system,
                TARGET,
                RetryPolicy.of(config, TARGET).serviceConfig(IDEMPOTENT),
                GuardRuntime.of(system, TARGET).calls());
        return new GuardedUserDirectory(
                Guard.create(system, TARGET),
                UserServiceClient.create(channel, system),
                new ReplicaTable(system, current),
                config.getDuration("shop.order.users.order-time"));
    }

    @Override
    public CompletionStage<UserStanding> standing(String userId, OutgoingCall call) {
        if (!EntityId.isPossible(userId)) {
            return CompletableFuture.completedFuture(new UserStanding.NotFound());
        }
        Deadline deadline = Deadline.after(call.deadline().remaining().minus(orderTime));
        return call.traced(() -> guard.callOrElse(
                        deadline,
                        bounded -> ask(userId, call.with(bounded)),
                        failure -> replica.standing(userId, deadline)))
                .exceptionallyCompose(unsettled -> replica.standing(userId, deadline));
    }

    private CompletableFuture<UserStanding> ask(String userId, OutgoingCall call) {
        GetUserRequest request = GetUserRequest.newBuilder().setId(userId).build();
        CompletableFuture<User> answer = call.make(() -> users.getUser(request));
        CompletableFuture<UserStanding> standing =
                answer.thenApply(user -> standing(userId, user)).exceptionally(GuardedUserDirectory::standing);
        // Whoever gives this up gives up the call.
        standing.whenComplete((settled, failure) -> answer.cancel(true));
        return standing;
    }

    private static UserStanding standing(String userId, User user) {
        if (!user.getId().equals(userId) || user.getRevision() < 1) {
            throw unusable(userId, user);
        }
        return switch (user.getStatus()) {
            case USER_STATUS_ACTIVE -> new UserStanding.Active(user.getRevision(), VerifiedBy.USER_SERVICE);
            case USER_STATUS_DEACTIVATED -> new UserStanding.Deactivated();
            case USER_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw unusable(userId, user);
        };
    }

    private static UserStanding standing(Throwable failure) {
        if (FailureRule.unwrap(failure) instanceof GrpcServiceException answer
                && answer.status().getCode() == Status.Code.NOT_FOUND) {
            return new UserStanding.NotFound();
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }

    /** Names the ids and numbers only: the rest of a user is personal. */
    private static IllegalStateException unusable(String userId, User user) {
        return new IllegalStateException("answer of user-service: id " + user.getId() + ", status "
                + user.getStatusValue() + ", revision " + user.getRevision() + " (expected: id " + userId
                + ", a known status, a revision from 1)");
    }
}
