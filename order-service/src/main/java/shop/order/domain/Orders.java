package shop.order.domain;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;
import shop.platform.eventsourced.AnsweringEntities;

/**
 * What can be done with orders. Thread-safe. Each call may be repeated; a timeout bounds it, and fails its stage with a
 * {@link java.util.concurrent.TimeoutException}.
 */
public final class Orders {
    private final AnsweringEntities<OrderCommand, Reply> entities;
    private final OrderWatches watches;

    public Orders(ActorSystem<?> system) {
        entities = new AnsweringEntities<>(system, Order.TYPE, OrderCommand.class);
        watches = OrderWatches.start(system);
    }

    /** Starts the entities on this node; before that, every call fails. */
    public void start() {
        entities.start(Order::create);
    }

    /** Returns the answer that this request got before; {@link Rejection.OrderNotFound} where it got none. */
    public CompletionStage<Reply> recall(String id, Request request, Duration timeout) {
        return entities.ask(id, replyTo -> new OrderCommand.Recall(request, replyTo), timeout);
    }

    /**
     * Creates the order {@code id} if its user may order, or if nobody could tell; a repeatable request always comes with
     * the same id.
     */
    public CompletionStage<Reply> create(
            String id, Draft draft, UserStanding standing, Request request, Duration timeout) {
        return standing.fold(
                active -> create(id, draft, Optional.of(verification(active)), request, timeout),
                () -> CompletableFuture.completedFuture(new Rejection.UserDeactivated(draft.userId())),
                () -> CompletableFuture.completedFuture(new Rejection.UserNotFound(draft.userId())),
                () -> create(id, draft, Optional.empty(), request, timeout));
    }

    public CompletionStage<Reply> get(String id, Duration timeout) {
        return entities.read(id, OrderCommand.Get::new, timeout);
    }

    /**
     * Ends a pending order's wait; on any other order it changes nothing and answers with the order as it is.
     *
     * @param standing of the order's user
     * @throws IllegalArgumentException when the standing is {@link UserStanding.Undetermined}
     */
    public CompletionStage<Reply> verified(String id, UserStanding standing, EventMetadata metadata, Duration timeout) {
        return standing.fold(
                active -> entities.ask(
                        id, replyTo -> new OrderCommand.Confirm(verification(active), metadata, replyTo), timeout),
                () -> reject(id, EndReason.USER_DEACTIVATED, metadata, timeout),
                () -> reject(id, EndReason.USER_NOT_FOUND, metadata, timeout),
                () -> {
                    throw new IllegalArgumentException("standing: " + standing + " (expected: an answer)");
                });
    }

    /** Gives a pending order up; on any other order it changes nothing and answers with the order as it is. */
    public CompletionStage<Reply> verificationTimedOut(String id, EventMetadata metadata, Duration timeout) {
        return reject(id, EndReason.VERIFICATION_TIMEOUT, metadata, timeout);
    }

    /**
     * Cancels an order that is pending or confirmed unless its user was found active after the deactivation; else it
     * changes nothing and answers with the order as it is.
     *
     * @param userRevision of the user after its deactivation
     */
    public CompletionStage<Reply> userDeactivated(
            String id, long userRevision, EventMetadata metadata, Duration timeout) {
        return entities.ask(id, replyTo -> new OrderCommand.CancelForUser(userRevision, metadata, replyTo), timeout);
    }

    /** @param revision that must be current; 0: any */
    public CompletionStage<Reply> cancel(String id, long revision, Request request, Duration timeout) {
        return entities.ask(
                id, request, (bound, replyTo) -> new OrderCommand.Cancel(revision, bound, replyTo), timeout);
    }

    /** @param revision that must be current; 0: any */
    public CompletionStage<Reply> ship(String id, long revision, Request request, Duration timeout) {
        return entities.ask(id, request, (bound, replyTo) -> new OrderCommand.Ship(revision, bound, replyTo), timeout);
    }

    /** @param revision that must be current; 0: any */
    public CompletionStage<Reply> deliver(String id, long revision, Request request, Duration timeout) {
        return entities.ask(
                id, request, (bound, replyTo) -> new OrderCommand.Deliver(revision, bound, replyTo), timeout);
    }

    /**
     * The order now, then every change of it, each once and in order, until none can follow. Fails with a
     * {@link WatchFailure}.
     */
    public Source<OrderDetails, NotUsed> watch(String id) {
        return watches.watch(id);
    }

    /** Returns how many orders are watched on this node, and by how many. */
    CompletionStage<OrderWatches.Counted> watched(Duration timeout) {
        return watches.count(timeout);
    }

    private CompletionStage<Reply> create(
            String id, Draft draft, Optional<Verification> verification, Request request, Duration timeout) {
        return entities.ask(
                id, request, (bound, replyTo) -> new OrderCommand.Create(draft, verification, bound, replyTo), timeout);
    }

    private CompletionStage<Reply> reject(String id, EndReason reason, EventMetadata metadata, Duration timeout) {
        return entities.ask(id, replyTo -> new OrderCommand.Reject(reason, metadata, replyTo), timeout);
    }

    private static Verification verification(UserStanding.Active active) {
        return new Verification(active.by(), active.revision());
    }
}
