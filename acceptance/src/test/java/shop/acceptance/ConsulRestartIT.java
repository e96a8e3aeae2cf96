package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class ConsulRestartIT {
    @Test
    void aConsulAgentThatForgotEverythingIsToldAgainAndNothingElseIsDisturbed(Devstack stack, ClusterState state) {
        var before = state.members(stack.node("user-service", 0));

        try (var ordering = new Ordering(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            stack.consul().orElseThrow().restart();
            ordering.userCluster.awaitWhole();
            ordering.orderCluster.awaitWhole();
            userLoad.awaitProgress();
            orderLoad.awaitProgress();

            assertThat(userLoad.stop().failures()).isEmpty();
            assertThat(orderLoad.stop().failures()).isEmpty();
            userLoad.ledger().assertReadable(ordering.users);
            orderLoad.ledger().awaitNonePending(ordering.orders);
        }
        assertThat(state.members(stack.node("user-service", 0))).isEqualTo(before);
    }
}
