package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.Order;
import shop.contract.order.OrderEndReason;
import shop.contract.order.OrderStatus;
import shop.contract.order.Verification;
import shop.devstack.Component;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

/** Orders while user-service is down, hung or flapping, and after it. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class DegradedModeIT {
    /** The bound on a call to user-service; who waits for it shows by taking longer. */
    private static final Duration GUARD_TIMEOUT = Duration.ofSeconds(1);

    @Test
    void whileUserServiceIsKilledOrdersAreAcceptedAndAfterItsReturnEachFindsItsEnd(Devstack stack) {
        var userNodes = stack.nodes("user-service");
        try (var ordering = new Ordering(stack);
                var load = OrderLoad.start(ordering.orders, ordering.newUsers(20))) {

            userNodes.forEach(ServiceNode::kill);
            load.awaitProgress();
            var unknown = ordering.place(UUID.randomUUID().toString());
            assertThat(unknown.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
            load.awaitProgress();
            start(userNodes);
            ordering.userCluster.awaitWhole();
            load.awaitProgress();

            var ledger = load.stop();
            assertThat(ledger.failures()).isEmpty();
            assertThat(ledger.acknowledged().values())
                    .as("orders confirmed by the replica")
                    .anyMatch(order -> order.getVerification() == Verification.VERIFICATION_REPLICA);
            assertThat(ledger.awaitNonePending(ordering.orders))
                    .extracting(Order::getStatus)
                    .containsOnly(OrderStatus.ORDER_STATUS_CONFIRMED);
            await().atMost(ClusterState.BOUND).untilAsserted(() -> {
                var rejected = ordering.get(unknown.getId());
                assertThat(rejected.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_REJECTED);
                assertThat(rejected.getEndReason()).isEqualTo(OrderEndReason.ORDER_END_REASON_USER_NOT_FOUND);
            });
            ledger.assertListed(ordering.orders, load.users());
        }
    }

    @Test
    void whileUserServiceHangsOrdersAreAcceptedAndReadsDoNotWait(Devstack stack) {
        var userNodes = stack.nodes("user-service");
        try (var ordering = new Ordering(stack);
                var load = OrderLoad.start(ordering.orders, ordering.newUsers(20))) {
            load.takeReadTimes();

            userNodes.forEach(Component::suspend);
            try {
                load.awaitProgress();
                load.awaitProgress();
            } finally {
                userNodes.forEach(Component::resume);
            }
            assertThat(percentile99(load.takeReadTimes()))
                    .as("99th percentile of GetOrder")
                    .isLessThan(GUARD_TIMEOUT);
            ordering.userCluster.awaitWhole();
            load.awaitProgress();

            var ledger = load.stop();
            assertThat(ledger.failures()).isEmpty();
            assertThat(ledger.awaitNonePending(ordering.orders))
                    .extracting(Order::getStatus)
                    .containsOnly(OrderStatus.ORDER_STATUS_CONFIRMED);
        }
    }

    @Test
    void whileUserServiceFlapsNoOrderIsLostOrDoubled(Devstack stack) {
        var userNodes = stack.nodes("user-service");
        try (var ordering = new Ordering(stack);
                var load = OrderLoad.start(ordering.orders, ordering.newUsers(5))) {

            for (int i = 0; i < 3; i++) {
                userNodes.forEach(Component::suspend);
                try {
                    load.awaitProgress();
                } finally {
                    userNodes.forEach(Component::resume);
                }
                load.awaitProgress();
            }
            ordering.userCluster.awaitWhole();

            var ledger = load.stop();
            assertThat(ledger.failures()).isEmpty();
            ledger.awaitNonePending(ordering.orders);
            ledger.assertListed(ordering.orders, load.users());
        }
    }

    @Test
    void anOrderOfAUserWhomOnlyUserServiceKnowsWaitsForItAndIsConfirmed(Devstack stack) {
        var userNodes = stack.nodes("user-service");
        try (var ordering = new Ordering(stack)) {
            stack.kafka().suspend();
            try {
                var user = ordering.newUser();
                userNodes.forEach(ServiceNode::kill);
                var pending = ordering.place(user);
                assertThat(pending.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
                start(userNodes);

                await().atMost(ClusterState.BOUND).untilAsserted(() -> {
                    var order = ordering.get(pending.getId());
                    assertThat(order.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
                    assertThat(order.getVerification()).isEqualTo(Verification.VERIFICATION_USER_SERVICE);
                });
            } finally {
                stack.kafka().resume();
            }
        }
    }

    /** All at once: together they form a cluster anew. */
    private static void start(List<ServiceNode> nodes) {
        nodes.forEach(Component::launch);
        nodes.forEach(node -> node.awaitReady(Devstack.DEFAULT_READY_BOUND));
    }

    private static Duration percentile99(List<Duration> times) {
        var sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100);
    }
}
