package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.OrderStatus;
import shop.contract.order.events.OrderEvent;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class KafkaOutageIT {
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
            PublishedEvents.awaitComplete(kafka, users, orders);
            // On a slow machine user-service did not answer in time, and the order was confirmed afterwards.
            await().atMost(ClusterState.BOUND)
                    .untilAsserted(
                            () -> assertThat(PublishedEvents.ofOrders(kafka).get(open.getId()))
                                    .extracting(OrderEvent::getEventCase)
                                    .startsWith(OrderEvent.EventCase.CREATED)
                                    .endsWith(OrderEvent.EventCase.CANCELLED)
                                    .doesNotHaveDuplicates());
        }
    }
}
