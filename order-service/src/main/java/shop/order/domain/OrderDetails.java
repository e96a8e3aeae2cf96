package shop.order.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as the world sees it.
 *
 * @param verification that the user was active; empty while nobody has said so
 * @param endReason why the order was rejected or cancelled; empty otherwise
 * @param revision counts the changes, from 1
 */
public record OrderDetails(
        String id,
        String userId,
        List<OrderLine> lines,
        Money total,
        OrderStatus status,
        Optional<Verification> verification,
        Optional<EndReason> endReason,
        Instant createdAt,
        Instant updatedAt,
        long revision) {

    /** Returns the revision of the user at which it was last known to be active; 0 while that is not known. */
    public long userRevision() {
        return verification.map(Verification::userRevision).orElse(0L);
    }

    /** Returns the order right after its creation. */
    static OrderDetails created(String id, OrderEvent.Created event) {
        var at = event.metadata().time();
        return new OrderDetails(
                id,
                event.userId(),
                event.lines(),
                event.total(),
                event.status(),
                event.verification(),
                Optional.empty(),
                at,
                at,
                event.revision());
    }

    /** Returns the order right after a change of it. */
    OrderDetails changed(OrderEvent event) {
        return new OrderDetails(
                id,
                userId,
                lines,
                total,
                event.status(),
                event.verification().or(() -> verification),
                event.endReason(),
                createdAt,
                event.metadata().time(),
                event.revision());
    }
}
