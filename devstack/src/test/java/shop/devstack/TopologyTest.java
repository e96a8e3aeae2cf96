package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class TopologyTest {
    @Test
    void everyPortOfTheLargestTopologyHasOneUse() {
        var topology = Topology.of(ServiceList.ofThisProject(), Topology.MAX_NODES, IntUnaryOperator.identity());

        assertThat(topology.ports(true)).hasSize(6 + 3 * topology.nodes().size());
    }

    @Test
    void theFirstNodeHasThePortsByTheBookAndTheNextAreAHundredHigher() {
        var nodes = Topology.of(ServiceList.ofThisProject(), 2, IntUnaryOperator.identity())
                .nodes();

        assertThat(nodes.get(0))
                .extracting("name", "port", "managementPort", "arteryPort")
                .containsExactly("user-service-0", 8080, 8558, 25520);
        assertThat(nodes.get(1))
                .extracting("name", "port", "managementPort", "arteryPort")
                .containsExactly("user-service-1", 8180, 8658, 25620);
        assertThat(nodes.get(2))
                .extracting("name", "port", "managementPort", "arteryPort")
                .containsExactly("order-service-0", 8081, 8559, 25521);
    }

    @Test
    void withConsulTheNodesFindEachOtherThere() {
        var topology = Topology.of(ServiceList.ofThisProject(), 3, port -> port + 1);

        assertThat(topology.environment(topology.nodes().get(0), "jdbc:x", true))
                .containsEntry("SHOP_DISCOVERY", "akka-consul")
                .containsEntry("CONSUL_PORT", "8501")
                .containsEntry("SHOP_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9093")
                .containsEntry("SHOP_REQUIRED_CONTACT_POINTS", "3")
                .doesNotContainKey("SHOP_CONTACT_POINTS");
    }

    @Test
    void withoutConsulEachNodeKnowsTheManagementPortsOfAll() {
        var topology = Topology.of(ServiceList.ofThisProject(), 2, IntUnaryOperator.identity());

        assertThat(topology.environment(topology.nodes().get(1), "jdbc:x", false))
                .containsEntry("SHOP_DISCOVERY", "config")
                .containsEntry("SHOP_CONTACT_POINTS", "127.0.0.1:8558,127.0.0.1:8658")
                .containsEntry("SHOP_SERVICES", "order-service=127.0.0.1:8081,127.0.0.1:8181")
                .doesNotContainKey("CONSUL_HOST");
    }
}
