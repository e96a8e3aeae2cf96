package shop.order.domain;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Who is to be told of an order's changes, each for as long as it renews its subscription. For one actor. */
final class Subscribers {
    private final long nanos;
    private final LongSupplier clock;
    private final Map<ActorRef<OrderChanges>, Long> renewed = new HashMap<>();

    /** @param clock of nanoseconds */
    Subscribers(Duration duration, LongSupplier clock) {
        nanos = duration.toNanos();
        this.clock = clock;
    }

    /** Begins a subscription, or renews it. */
    void add(ActorRef<OrderChanges> subscriber) {
        forgetOld();
        renewed.put(subscriber, clock.getAsLong());
    }

    void remove(ActorRef<OrderChanges> subscriber) {
        renewed.remove(subscriber);
    }

    void tell(OrderChanges changes) {
        forgetOld();
        renewed.keySet().forEach(subscriber -> subscriber.tell(changes));
    }

    private void forgetOld() {
        var now = clock.getAsLong();
        renewed.values().removeIf(at -> now - at > nanos);
    }
}
