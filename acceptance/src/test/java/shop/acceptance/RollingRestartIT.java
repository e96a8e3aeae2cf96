package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class RollingRestartIT {
    @Test
    void noCallFailsAndNothingAcknowledgedIsLostWhileEveryNodeIsReplacedInTurn(Devstack stack) {
        try (var ordering = new Ordering(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            for (var node : stack.nodes()) {
                node.restart();
                ordering.userCluster.awaitWhole();
                ordering.orderCluster.awaitWhole();
                userLoad.awaitProgress();
                orderLoad.awaitProgress();
            }

            var users = userLoad.stop();
            var orders = orderLoad.stop();
            assertThat(users.failures())
                    .as("failed calls, %d users created", users.acknowledged().size())
                    .isEmpty();
            assertThat(orders.failures())
                    .as("failed calls, %d orders placed", orders.acknowledged().size())
                    .isEmpty();
            users.assertReadable(ordering.users);
            users.assertListed(ordering.users, userLoad.name());
            orders.awaitNonePending(ordering.orders);
            orders.assertListed(ordering.orders, orderLoad.users());
        }
    }
}
