package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import shop.contract.order.events.OrderEvent;
import shop.contract.user.events.UserEvent;

/** What the services have published on Kafka. */
final class PublishedEvents {
    private static final Topic<UserEvent> USERS = new Topic<>("user-events", UserEvent.parser());
    private static final Topic<OrderEvent> ORDERS = new Topic<>("order-events", OrderEvent.parser());

    private PublishedEvents() {}

    /** By order, its events in their order. */
    static Map<String, List<OrderEvent>> ofOrders(String kafka) {
        return ORDERS.read(kafka);
    }

    /** Waits until everything acknowledged is published, and of everything published every revision from the first. */
    static void awaitComplete(String kafka, Ledger users, OrderLedger orders) {
        await().atMost(ClusterState.BOUND).untilAsserted(() -> {
            var published = ORDERS.read(kafka);
            assertThat(published).containsKeys(orders.acknowledged().keySet().toArray(String[]::new));
            assertThat(published.values()).allSatisfy(events -> assertComplete(events, OrderEvent::getRevision));
        });
        await().atMost(ClusterState.BOUND).untilAsserted(() -> {
            var published = USERS.read(kafka);
            assertThat(published).containsKeys(users.acknowledged().keySet().toArray(String[]::new));
            assertThat(published.values()).allSatisfy(events -> assertComplete(events, UserEvent::getRevision));
        });
    }

    private static <E> void assertComplete(List<E> events, ToLongFunction<E> revision) {
        assertThat(events.stream().map(revision::applyAsLong))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
    }
}
