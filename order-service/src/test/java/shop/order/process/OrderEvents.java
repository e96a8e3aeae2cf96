package shop.order.process;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderEvent;
import shop.order.domain.OrderLine;
import shop.order.domain.Verification;
import shop.order.domain.VerifiedBy;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;

/** Events of orders, as a projection gets them. */
final class OrderEvents {
    private static final Money PRICE = new Money("EUR", 5, 0);
    private static final List<OrderLine> LINES = List.of(new OrderLine("book", 1, PRICE));

    private OrderEvents() {}

    static EventEnvelope<OrderEvent> pending(UUID order, UUID user) {
        return created(order, user, Optional.empty());
    }

    static EventEnvelope<OrderEvent> pending(UUID order, UUID user, String traceparent) {
        return created(order, user, Optional.empty(), traceparent);
    }

    static EventEnvelope<OrderEvent> created(UUID order, UUID user, long userRevision) {
        return created(order, user, Optional.of(verification(userRevision)));
    }

    static EventEnvelope<OrderEvent> confirmed(UUID order, UUID user, long userRevision) {
        return envelope(order, new OrderEvent.Confirmed(user.toString(), verification(userRevision), 2, metadata()));
    }

    static EventEnvelope<OrderEvent> rejected(UUID order, UUID user) {
        return envelope(order, new OrderEvent.Rejected(user.toString(), EndReason.VERIFICATION_TIMEOUT, 2, metadata()));
    }

    static EventEnvelope<OrderEvent> shipped(UUID order, UUID user) {
        return envelope(order, new OrderEvent.Shipped(user.toString(), 2, "", metadata()));
    }

    static EventEnvelope<OrderEvent> delivered(UUID order, UUID user) {
        return envelope(order, new OrderEvent.Delivered(user.toString(), 3, "", metadata()));
    }

    static EventEnvelope<OrderEvent> cancelled(UUID order, UUID user) {
        return envelope(order, new OrderEvent.Cancelled(user.toString(), EndReason.REQUESTED, 3, "", metadata()));
    }

    private static EventEnvelope<OrderEvent> created(UUID order, UUID user, Optional<Verification> verification) {
        return created(order, user, verification, "");
    }

    private static EventEnvelope<OrderEvent> created(
            UUID order, UUID user, Optional<Verification> verification, String traceparent) {
        return envelope(
                order,
                new OrderEvent.Created(user.toString(), LINES, PRICE, verification, 1, "", metadata(traceparent)));
    }

    private static Verification verification(long userRevision) {
        return new Verification(VerifiedBy.USER_SERVICE, userRevision);
    }

    private static EventMetadata metadata() {
        return metadata("");
    }

    private static EventMetadata metadata(String traceparent) {
        return new EventMetadata(UUID.randomUUID().toString(), "", traceparent, Instant.now());
    }

    private static EventEnvelope<OrderEvent> envelope(UUID order, OrderEvent event) {
        return new EventEnvelope<>(
                "Order|" + order, order.toString(), event.revision(), event, Instant.now(), EventOffset.START);
    }
}
