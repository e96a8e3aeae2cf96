package shop.order.domain;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Recorded;
import shop.platform.entity.Request;
import shop.platform.eventsourced.RequestMessage;

/** What can be asked of an {@link Order}, in the order in which it happens in life. */
public sealed interface OrderCommand extends CborSerializable {

    /** A command that is a caller's request. */
    sealed interface Requested extends OrderCommand, RequestMessage<Reply> {}

    /** A command that no caller asked for. */
    sealed interface Instructed extends OrderCommand, Recorded {}

    /** The answer that this request got before; {@link Rejection.OrderNotFound} where it got none. */
    record Recall(Request request, ActorRef<Reply> replyTo) implements Requested {}

    /** @param verification empty: the order is pending */
    record Create(Draft draft, Optional<Verification> verification, Request request, ActorRef<Reply> replyTo)
            implements Requested {}

    record Get(ActorRef<Reply> replyTo) implements OrderCommand {}

    /** Confirms a pending order; any other stays as it is. */
    record Confirm(Verification verification, EventMetadata metadata, ActorRef<Reply> replyTo) implements Instructed {}

    /** Rejects a pending order; any other stays as it is. */
    record Reject(EndReason reason, EventMetadata metadata, ActorRef<Reply> replyTo) implements Instructed {}

    /**
     * Cancels an order that can still be cancelled and whose user was last known to be active before it was deactivated; any
     * other stays as it is.
     *
     * @param userRevision of the user after its deactivation
     */
    record CancelForUser(long userRevision, EventMetadata metadata, ActorRef<Reply> replyTo) implements Instructed {}

    /** @param revision that must be current; 0: any */
    record Cancel(long revision, Request request, ActorRef<Reply> replyTo) implements Requested {}

    /** @param revision that must be current; 0: any */
    record Ship(long revision, Request request, ActorRef<Reply> replyTo) implements Requested {}

    /** @param revision that must be current; 0: any */
    record Deliver(long revision, Request request, ActorRef<Reply> replyTo) implements Requested {}

    /**
     * Sends the changes after this revision now, if only to say that there are none, and further ones as they happen. It
     * is to be renewed before {@link Order#SUBSCRIPTION} is over.
     *
     * @param since 0: from the creation on
     */
    record Subscribe(long since, ActorRef<OrderChanges> subscriber) implements OrderCommand {}

    record Unsubscribe(ActorRef<OrderChanges> subscriber) implements OrderCommand {}
}
