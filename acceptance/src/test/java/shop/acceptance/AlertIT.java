package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.acceptance.Alerting.Alert;
import shop.devstack.Component;
import shop.devstack.Devstack;

/** The rules see in a real system what they are there to see. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class AlertIT {
    /** Both services must be counted, slow answers included, or the objectives could not tell. */
    private static final Set<String> OBJECTIVES =
            Set.of("service:rpc_server_errors:ratio5m", "service:rpc_server_slow:ratio5m");

    @Test
    void whileUserServiceHangsItsNodesTheServiceAndTheBreakerAlertAndAfterItAllIsQuiet(
            Devstack stack, @TempDir Path folder) {
        var userNodes = stack.nodes("user-service");
        var expected = new HashSet<Alert>();
        userNodes.stream()
                .map(Alerting::instance)
                .forEach(instance ->
                        expected.add(new Alert("TargetDown", instance, instance + " of user-service does not answer")));
        expected.add(new Alert("ServiceDown", "user-service", "No node of user-service answers"));
        expected.add(new Alert("BreakerOpen", "order-service", "order-service has given up calling user-service"));

        try (var alerting = new Alerting(stack, folder);
                var ordering = new Ordering(stack);
                var load = OrderLoad.start(ordering.orders, ordering.newUsers(5))) {
            await().atMost(ClusterState.BOUND).ignoreExceptions().untilAsserted(() -> {
                assertThat(OBJECTIVES)
                        .allSatisfy(objective -> assertThat(alerting.servicesWith(objective))
                                .containsExactlyInAnyOrder("user-service", "order-service"));
                assertThat(alerting.firing()).isEmpty();
            });

            userNodes.forEach(Component::suspend);
            try {
                await().atMost(ClusterState.BOUND)
                        .untilAsserted(() -> assertThat(alerting.firing()).containsAll(expected));
            } finally {
                userNodes.forEach(Component::resume);
            }

            await().atMost(ClusterState.BOUND)
                    .untilAsserted(() -> assertThat(alerting.firing()).isEmpty());
            load.stop();
        }
    }
}
