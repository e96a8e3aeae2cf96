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
import shop.platform.call.Timestamps;
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
                .setTime(Timestamps.of(event.metadata().time()))
                .setUserId(event.userId());
        event.fold(new Told(message));
        return Optional.of(message.build());
    }

    /** Completes a message by what is told of this kind of event. */
    private record Told(shop.contract.order.events.OrderEvent.Builder message)
            implements OrderEvent.Cases<shop.contract.order.events.OrderEvent.Builder> {
        @Override
        public shop.contract.order.events.OrderEvent.Builder created(OrderEvent.Created event) {
            var created = OrderCreated.newBuilder().setTotal(Parts.money(event.total()));
            event.lines().forEach(line -> created.addLines(Parts.line(line)));
            event.verification().ifPresent(found -> created.setVerification(Parts.verification(found.by())));
            return message.setCreated(created);
        }

        @Override
        public shop.contract.order.events.OrderEvent.Builder confirmed(OrderEvent.Confirmed event) {
            return message.setConfirmed(OrderConfirmed.newBuilder()
                    .setVerification(Parts.verification(event.proof().by())));
        }

        @Override
        public shop.contract.order.events.OrderEvent.Builder rejected(OrderEvent.Rejected event) {
            return message.setRejected(OrderRejected.newBuilder().setReason(Parts.reason(event.reason())));
        }

        @Override
        public shop.contract.order.events.OrderEvent.Builder shipped(OrderEvent.Shipped event) {
            return message.setShipped(OrderShipped.getDefaultInstance());
        }

        @Override
        public shop.contract.order.events.OrderEvent.Builder delivered(OrderEvent.Delivered event) {
            return message.setDelivered(OrderDelivered.getDefaultInstance());
        }

        @Override
        public shop.contract.order.events.OrderEvent.Builder cancelled(OrderEvent.Cancelled event) {
            return message.setCancelled(OrderCancelled.newBuilder().setReason(Parts.reason(event.reason())));
        }
    }
}
