package shop.order.domain;

import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.USER_ID;
import static shop.order.domain.Given.VERIFIED;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;
import shop.testkit.SerializationPromises;

class SerializationTest extends SerializationPromises {
    private static final String ID = "5f0ce3c2-6a43-8a3e-9d0f-0f5f7a8f0c11";
    private static final OrderDetails ORDER = new OrderDetails(
            ID,
            USER_ID,
            TEA_AND_CUP.lines(),
            TEA_AND_CUP.total(),
            OrderStatus.CANCELLED,
            Optional.of(VERIFIED),
            Optional.of(EndReason.REQUESTED),
            NOON,
            NOON.plusSeconds(1),
            2);

    SerializationTest() {
        super("web", NOON, "order.OrderService/CreateOrder");
    }

    @Override
    protected Stream<Class<?>> sent() {
        return Stream.of(OrderCommand.class, Reply.class, OrderChanges.class);
    }

    @Override
    protected Stream<Class<?>> stored() {
        return Stream.of(OrderEvent.class);
    }

    @Override
    protected CborSerializable event(EventMetadata metadata) {
        return new OrderEvent.Created(
                USER_ID, TEA_AND_CUP.lines(), TEA_AND_CUP.total(), Optional.of(VERIFIED), 1, "fingerprint", metadata);
    }

    @Override
    protected CborSerializable message(Request request) {
        return new OrderCommand.Ship(2, request, nobody());
    }

    @Override
    protected Stream<CborSerializable> samples() {
        ActorRef<Reply> replyTo = nobody();
        ActorRef<OrderChanges> subscriber = nobody();
        return Stream.of(
                new OrderCommand.Recall(request(), replyTo),
                new OrderCommand.Create(TEA_AND_CUP, Optional.of(VERIFIED), request(), replyTo),
                new OrderCommand.Get(replyTo),
                new OrderCommand.Confirm(VERIFIED, metadata(), replyTo),
                new OrderCommand.Reject(EndReason.USER_NOT_FOUND, metadata(), replyTo),
                new OrderCommand.CancelForUser(8, metadata(), replyTo),
                new OrderCommand.Cancel(2, request(), replyTo),
                new OrderCommand.Ship(2, request(), replyTo),
                new OrderCommand.Deliver(2, request(), replyTo),
                new OrderCommand.Subscribe(2, subscriber),
                new OrderCommand.Unsubscribe(subscriber),
                new OrderChanges(ID, 2, List.of(ORDER)),
                new Reply.Accepted(ORDER),
                new Rejection.OrderNotFound(ID),
                new Rejection.UserNotFound(USER_ID),
                new Rejection.UserDeactivated(USER_ID),
                new Rejection.WrongStatus(ID, OrderStatus.PENDING, OrderStatus.SHIPPED),
                new Rejection.StaleRevision(ID, 1, 2),
                new Rejection.RequestIdReused(metadata().requestId()),
                new OrderEvent.Created(
                        USER_ID,
                        TEA_AND_CUP.lines(),
                        TEA_AND_CUP.total(),
                        Optional.of(VERIFIED),
                        1,
                        "fingerprint",
                        metadata()),
                new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, metadata()),
                new OrderEvent.Rejected(USER_ID, EndReason.VERIFICATION_TIMEOUT, 2, metadata()),
                new OrderEvent.Shipped(USER_ID, 2, "fingerprint", metadata()),
                new OrderEvent.Delivered(USER_ID, 3, "fingerprint", metadata()),
                new OrderEvent.Cancelled(USER_ID, EndReason.REQUESTED, 2, "fingerprint", metadata()));
    }
}
