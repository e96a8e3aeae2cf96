package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class DatabaseCrashIT {
    @Test
    void afterACrashOfPostgresTheServicesRecoverByThemselvesAndNothingAcknowledgedIsLostOrDoubled(
            Devstack stack, ClusterState state) {
        var before = state.members(stack.node("user-service", 0));

        try (var ordering = Ordering.amidCrashes(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            stack.postgres().kill();
            await().atMost(ClusterState.BOUND)
                    .until(() -> !userLoad.ledger().failures().isEmpty()
                            && !orderLoad.ledger().failures().isEmpty());
            stack.postgres().launch();
            stack.postgres().awaitReady(Devstack.DEFAULT_READY_BOUND);
            userLoad.awaitProgress();
            orderLoad.awaitProgress();

            var users = userLoad.stop();
            var orders = orderLoad.stop();
            assertOnlyUnavailable(users.failures());
            assertOnlyUnavailable(orders.failures());
            ordering.userCluster.awaitWhole();
            ordering.orderCluster.awaitWhole();
            users.assertReadable(ordering.users);
            users.assertListed(ordering.users, userLoad.name());
            orders.awaitNonePending(ordering.orders);
            orders.assertListed(ordering.orders, orderLoad.users());
        }
        assertThat(state.members(stack.node("user-service", 0))).isEqualTo(before);
    }

    private static void assertOnlyUnavailable(List<Failure> failures) {
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure.code()).isIn(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED));
    }
}
