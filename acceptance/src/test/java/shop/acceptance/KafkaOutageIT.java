package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.OrderStatus;
import shop.contract.order.events.OrderEvent;
import shop.contract.user.events.UserEvent;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class KafkaOutageIT {
    private static final Topic<UserEvent> USER_EVENTS = new Topic<>("user-events", UserEvent.parser());
    private static final Topic<OrderEvent> ORDER_EVENTS = new Topic<>("order-events", OrderEvent.parser());

    @Test
    void whileKafkaIsDownBothServicesServeAndAfterItsReturnEveryEventIsThereOnceAndInOrder(Devstack stack) {
        try (var ordering = new Ordering(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            var leaving = ordering.newUser();
            var open = ordering.place(leaving);

            stack.kafka().kill();
            orderLoad.awaitProgress();
            userLoad.awaitProgress();
            ordering.deactivate(leaving);
            stack.kafka().launch();
            stack.kafka().awaitReady(Devstack.DEFAULT_READY_BOUND);
            orderLoad.awaitProgress();
            userLoad.awaitProgress();

            var orders = orderLoad.stop();
            var users = userLoad.stop();
            assertThat(orders.failures()).isEmpty();
            assertThat(users.failures()).isEmpty();
            await().atMost(ClusterState.BOUND)
                    .untilAsserted(() -> assertThat(ordering.get(open.getId()).getStatus())
                            .isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED));
            var kafka = stack.kafka().bootstrapServers();
            await().atMost(ClusterState.BOUND).untilAsserted(() -> {
                var published = ORDER_EVENTS.read(kafka);
                assertThat(published)
                        .containsKeys(orders.acknowledged().keySet().toArray(String[]::new));
                assertThat(published.get(open.getId()))
                        .extracting(OrderEvent::getEventCase)
                        .containsExactly(OrderEvent.EventCase.CREATED, OrderEvent.EventCase.CANCELLED);
                assertThat(published.values())
                        .allSatisfy(events -> assertThat(events)
                                .extracting(OrderEvent::getRevision)
                                .containsExactlyElementsOf(upTo(events)));
            });
            await().atMost(ClusterState.BOUND).untilAsserted(() -> {
                var published = USER_EVENTS.read(kafka);
                assertThat(published).containsKeys(users.acknowledged().keySet().toArray(String[]::new));
                assertThat(published.values())
                        .allSatisfy(events -> assertThat(events)
                                .extracting(UserEvent::getRevision)
                                .containsExactlyElementsOf(upTo(events)));
            });
        }
    }

    /** Every revision from the first, none left out. */
    private static List<Long> upTo(List<?> events) {
        return LongStream.rangeClosed(1, events.size()).boxed().toList();
    }
}
