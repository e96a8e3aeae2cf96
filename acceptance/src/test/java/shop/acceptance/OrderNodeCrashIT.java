package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.Order;
import shop.contract.order.OrderStatus;
import shop.devstack.Component;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class OrderNodeCrashIT {
    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenANodeIsKilledAmidOrders(Devstack stack) {
        try (var ordering = Ordering.amidCrashes(stack);
                var load = OrderLoad.start(ordering.orders, ordering.newUsers(10))) {
            var victim = stack.node("order-service", 1);

            victim.kill();
            load.awaitProgress();
            victim.launch();
            ordering.orderCluster.awaitWhole();
            load.awaitProgress();

            var ledger = load.stop();
            assertThat(ledger.failures()).allMatch(Failure::comesOfACrash);
            ledger.assertListed(ordering.orders, load.users());
        }
    }

    @Test
    void verificationOutlivesEveryNodeThatBeganIt(Devstack stack) {
        var userNodes = stack.nodes("user-service");
        var orderNodes = stack.nodes("order-service");
        try (var ordering = new Ordering(stack)) {
            stack.kafka().suspend();
            try {
                var users = ordering.newUsers(5);
                userNodes.forEach(ServiceNode::kill);
                var pending = users.stream().map(ordering::place).toList();
                assertThat(pending).extracting(Order::getStatus).containsOnly(OrderStatus.ORDER_STATUS_PENDING);

                orderNodes.forEach(ServiceNode::kill);
                Stream.concat(userNodes.stream(), orderNodes.stream()).forEach(Component::launch);
                ordering.userCluster.awaitWhole();
                ordering.orderCluster.awaitWhole();

                var ledger = new OrderLedger();
                pending.forEach(ledger::acknowledged);
                assertThat(ledger.awaitNonePending(ordering.orders))
                        .extracting(Order::getStatus)
                        .containsOnly(OrderStatus.ORDER_STATUS_CONFIRMED);
            } finally {
                stack.kafka().resume();
            }
        }
    }
}
