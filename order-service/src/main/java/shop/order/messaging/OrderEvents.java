package shop.order.messaging;

import com.google.protobuf.Message;
import java.util.Optional;
import shop.contract.order.events.OrderCancelled;
import shop.contract.order.events.OrderConfirmed;
import shop.contract.order.events.OrderCreated;
import shop.contract.order.events.OrderDelivered;
import shop.contract.order.events.OrderRejected;
import shop.contract.order.events.OrderShipped;
import shop.order.domain.OrderEvent;
import shop.order.wire.Parts;
import shop.platform.journal.EventEnvelope;
import shop.platform.messaging.PublishedEvents;

/** The events of orders as order_events.proto tells them. */
public final class OrderEvents implements PublishedEvents<OrderEvent> {
    public static final String TOPIC = "order-events";

    @Override
    public Optional<Message> message(EventEnvelope<OrderEvent> envelope) {
        var event = envelope.event();
        var message = shop.contract.order.events.OrderEvent.newBuilder()
                .setOrderId(envelope.entityId())
                .setRevision(event.revision())
                .setTime(Parts.timestamp(event.metadata().time()))
                .setUserId(event.userId());
        if (event instanceof OrderEvent.Created created) {
            message.setCreated(created(created));
        } else if (event instanceof OrderEvent.Confirmed confirmed) {
            message.setConfirmed(OrderConfirmed.newBuilder()
                    .setVerification(Parts.verification(confirmed.proof().by())));
        } else if (event instanceof OrderEvent.Rejected rejected) {
            message.setRejected(OrderRejected.newBuilder().setReason(Parts.reason(rejected.reason())));
        } else if (event instanceof OrderEvent.Shipped) {
            message.setShipped(OrderShipped.getDefaultInstance());
        } else if (event instanceof OrderEvent.Delivered) {
            message.setDelivered(OrderDelivered.getDefaultInstance());
        } else if (event instanceof OrderEvent.Cancelled cancelled) {
            message.setCancelled(OrderCancelled.newBuilder().setReason(Parts.reason(cancelled.reason())));
        } else {
            throw new IllegalStateException(
                    "event: " + event.getClass().getName() + " (expected: one that is published)");
        }
        return Optional.of(message.build());
    }

    @Override
    public String traceparent(EventEnvelope<OrderEvent> envelope) {
        return envelope.event().metadata().traceparent();
    }

    private static OrderCreated created(OrderEvent.Created event) {
        var created = OrderCreated.newBuilder().setTotal(Parts.money(event.total()));
        event.lines().forEach(line -> created.addLines(Parts.line(line)));
        event.verification().ifPresent(found -> created.setVerification(Parts.verification(found.by())));
        return created.build();
    }
}
