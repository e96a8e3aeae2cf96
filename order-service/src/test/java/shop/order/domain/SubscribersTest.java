package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private static final OrderChanges CHANGES = new OrderChanges("order", 1, List.of());

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Subscribers subscribers = new Subscribers(Duration.ofNanos(10), nanos::get);
    private final TestInbox<OrderChanges> inbox = TestInbox.create();

    @Test
    void aSubscriptionEndsUnlessItIsRenewedInTime() {
        subscribers.add(inbox.getRef());
        nanos.addAndGet(10);
        subscribers.add(inbox.getRef());
        nanos.addAndGet(10);
        subscribers.tell(CHANGES);
        assertThat(inbox.getAllReceived()).containsExactly(CHANGES);

        nanos.addAndGet(1);
        subscribers.tell(CHANGES);

        assertThat(inbox.hasMessages()).isFalse();
    }

    @Test
    void aSubscriberThatLeavesIsToldNothing() {
        subscribers.add(inbox.getRef());
        subscribers.remove(inbox.getRef());

        subscribers.tell(CHANGES);

        assertThat(inbox.hasMessages()).isFalse();
    }
}
