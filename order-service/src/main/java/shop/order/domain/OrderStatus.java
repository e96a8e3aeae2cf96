package shop.order.domain;

import java.util.Set;

/** Where an order is in its life. */
public enum OrderStatus {
    /** Whether the user may order is not known yet. */
    PENDING,
    CONFIRMED,
    SHIPPED,
    DELIVERED,
    REJECTED,
    CANCELLED;

    private Set<OrderStatus> next() {
        return switch (this) {
            case PENDING -> Set.of(CONFIRMED, REJECTED, CANCELLED);
            case CONFIRMED -> Set.of(SHIPPED, CANCELLED);
            case SHIPPED -> Set.of(DELIVERED);
            case DELIVERED, REJECTED, CANCELLED -> Set.of();
        };
    }

    public boolean canBecome(OrderStatus other) {
        return next().contains(other);
    }

    /** Returns whether no change can follow. */
    public boolean isFinal() {
        return next().isEmpty();
    }
}
