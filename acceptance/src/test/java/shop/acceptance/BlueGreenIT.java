package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Deployment;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;
import shop.rollout.BlueGreenCommand;
import shop.rollout.Consul;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class BlueGreenIT {
    private static final String SERVICE = "user-service";

    @Test
    void trafficGoesToTheGreenNodesAndBackAndTheyAreEndedWithoutAFailedCall(Devstack stack, ClusterState state) {
        var blue = ports(stack.nodes(SERVICE));
        var version = SharedSystem.nextVersion();
        try (var first = stack.addition(SERVICE, "user-service-green-0");
                var second = stack.addition(SERVICE, "user-service-green-1");
                var ordering = new Ordering(stack)) {
            var greenNodes = List.of(first, second);
            for (var node : greenNodes) {
                node.deploy(Deployment.of(version).with("SHOP_STANDBY", "on"));
                node.launch();
                node.awaitReady(Devstack.DEFAULT_READY_BOUND);
            }
            assertThat(state.passing()).isEqualTo(blue);
            ordering.warmUp();

            try (var load = UserLoad.start(ordering.users)) {
                // Consul's own check sees that a node is ready within ten seconds.
                await().atMost(ClusterState.BOUND).until(() -> command(stack, "switch", version) == 0);
                assertThat(state.passing()).isEqualTo(ports(greenNodes));
                load.awaitProgress();
                var served = Served.by(Access.of(stack), stack.nodes(SERVICE), Rpc.CREATE_USER);
                load.awaitProgress();
                assertThat(Served.by(Access.of(stack), stack.nodes(SERVICE), Rpc.CREATE_USER))
                        .isEqualTo(served);

                assertThat(command(stack, "retire", version))
                        .as("while it is live")
                        .isEqualTo(1);
                assertThat(command(stack, "back")).isZero();
                assertThat(state.passing()).isEqualTo(blue);
                load.awaitProgress();

                var stop = "kill -TERM %d %d".formatted(first.pid(), second.pid());
                assertThat(command(stack, "retire", version, "--hold", "2s", "--stop", stop))
                        .isZero();
                state.awaitWhole();
                load.awaitProgress();

                var ledger = load.stop();
                assertThat(ledger.failures()).isEmpty();
                ledger.assertReadable(ordering.users);
                ledger.assertListed(ordering.users, load.name());
            }
        }
    }

    /** What an operator types, as {@code deploy/blue-green/blue-green} runs it. */
    private static int command(Devstack stack, String... words) {
        var consul =
                URI.create("http://127.0.0.1:" + stack.consul().orElseThrow().port());
        var all = Stream.concat(Stream.of(SERVICE), Stream.of(words)).toList();
        return BlueGreenCommand.run(all, new Consul(consul));
    }

    private static Set<Integer> ports(List<ServiceNode> nodes) {
        return nodes.stream().map(ServiceNode::port).collect(Collectors.toSet());
    }
}
