package shop.order.domain;

import java.util.List;
import java.util.Optional;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Recorded;

/**
 * What happened to an order. Each event says whose order it is and what revision the order has after it, so that who reads
 * events needs no state. These are journal classes: fields are only ever added, with a meaning for their absence.
 */
public sealed interface OrderEvent extends CborSerializable, Recorded {

    /** One answer for each case: a new case does not compile until everyone who reads them handles it. */
    interface Cases<T> {
        T created(Created event);

        T confirmed(Confirmed event);

        T rejected(Rejected event);

        T shipped(Shipped event);

        T delivered(Delivered event);

        T cancelled(Cancelled event);
    }

    /** Returns what {@code cases} makes of this one. */
    <T> T fold(Cases<T> cases);

    String userId();

    /** Of the order after the event: the number of its events. */
    long revision();

    /** Of the order after the event. */
    OrderStatus status();

    /** Of the content of the request that caused it; empty where no caller asked. */
    default String fingerprint() {
        return "";
    }

    /** That the user was active, if the event brought it. */
    default Optional<Verification> verification() {
        return Optional.empty();
    }

    /** Why the order ended, if the event ended it before its time. */
    default Optional<EndReason> endReason() {
        return Optional.empty();
    }

    /** @param verification empty: the order is pending */
    record Created(
            String userId,
            List<OrderLine> lines,
            Money total,
            Optional<Verification> verification,
            long revision,
            String fingerprint,
            EventMetadata metadata)
            implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.created(this);
        }

        @Override
        public OrderStatus status() {
            return verification.isPresent() ? OrderStatus.CONFIRMED : OrderStatus.PENDING;
        }
    }

    record Confirmed(String userId, Verification proof, long revision, EventMetadata metadata) implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.confirmed(this);
        }

        @Override
        public OrderStatus status() {
            return OrderStatus.CONFIRMED;
        }

        @Override
        public Optional<Verification> verification() {
            return Optional.of(proof);
        }
    }

    record Rejected(String userId, EndReason reason, long revision, EventMetadata metadata) implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.rejected(this);
        }

        @Override
        public OrderStatus status() {
            return OrderStatus.REJECTED;
        }

        @Override
        public Optional<EndReason> endReason() {
            return Optional.of(reason);
        }
    }

    record Shipped(String userId, long revision, String fingerprint, EventMetadata metadata) implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.shipped(this);
        }

        @Override
        public OrderStatus status() {
            return OrderStatus.SHIPPED;
        }
    }

    record Delivered(String userId, long revision, String fingerprint, EventMetadata metadata) implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.delivered(this);
        }

        @Override
        public OrderStatus status() {
            return OrderStatus.DELIVERED;
        }
    }

    record Cancelled(String userId, EndReason reason, long revision, String fingerprint, EventMetadata metadata)
            implements OrderEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.cancelled(this);
        }

        @Override
        public OrderStatus status() {
            return OrderStatus.CANCELLED;
        }

        @Override
        public Optional<EndReason> endReason() {
            return Optional.of(reason);
        }
    }
}
