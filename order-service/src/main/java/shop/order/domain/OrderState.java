package shop.order.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.platform.entity.Request;

/**
 * An order with its whole past, which is short: it changes at most three times after its creation. So the past is also the
 * memory of every request that was carried out. Immutable; never stored, because the events are as few as the changes.
 *
 * @param id of the order, whether it exists or not
 * @param past the creation and each change, oldest first; empty until the order is created
 */
public record OrderState(String id, List<Change> past) implements OrderEvent.Cases<OrderState> {

    /** A change, by whose request it was, and the order right after it. */
    record Change(String requestId, String fingerprint, OrderDetails order) {}

    /** Returns an order that has not been made. */
    public static OrderState absent(String id) {
        return new OrderState(id, List.of());
    }

    public Optional<OrderDetails> details() {
        return past.isEmpty()
                ? Optional.empty()
                : Optional.of(past.get(past.size() - 1).order());
    }

    /** 0 until the order is created. */
    long revision() {
        return past.size();
    }

    Optional<Change> changeBy(Request request) {
        return past.stream()
                .filter(change -> change.requestId().equals(request.id()))
                .findFirst();
    }

    List<OrderDetails> changesSince(long revision) {
        return past.stream()
                .map(Change::order)
                .filter(order -> order.revision() > revision)
                .toList();
    }

    @Override
    public OrderState created(OrderEvent.Created event) {
        return plus(event, OrderDetails.created(id, event));
    }

    @Override
    public OrderState confirmed(OrderEvent.Confirmed event) {
        return changed(event);
    }

    @Override
    public OrderState rejected(OrderEvent.Rejected event) {
        return changed(event);
    }

    @Override
    public OrderState shipped(OrderEvent.Shipped event) {
        return changed(event);
    }

    @Override
    public OrderState delivered(OrderEvent.Delivered event) {
        return changed(event);
    }

    @Override
    public OrderState cancelled(OrderEvent.Cancelled event) {
        return changed(event);
    }

    OrderState changed(OrderEvent event) {
        var current =
                details().orElseThrow(() -> new IllegalStateException("order: " + id + " (expected: created before)"));
        return plus(event, current.changed(event));
    }

    private OrderState plus(OrderEvent event, OrderDetails order) {
        var longer = new ArrayList<>(past);
        longer.add(new Change(event.metadata().requestId(), event.fingerprint(), order));
        return new OrderState(id, List.copyOf(longer));
    }
}
