package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery.DiscoveryTimeoutException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;

@RequiresConsul
class ConsulServiceDiscoveryIT {
    private static ConsulAgent agent;
    private static AgentApi api;
    private static TestSystem system;

    @BeforeAll
    static void start() {
        agent = ConsulAgent.start();
        api = new AgentApi(agent.port());
        system = new TestSystem(agent.port());
    }

    @AfterAll
    static void stop() {
        system.close();
        agent.close();
    }

    @Test
    void onlyPassingInstancesAreFound() {
        api.register("passing-only", "passing-1", 8001, "passing");
        api.register("passing-only", "passing-2", 8002, "passing");
        api.register("passing-only", "warning", 8003, "warning");
        api.register("passing-only", "critical", 8004, "critical");

        assertEventuallyFound(Lookup.create("passing-only"), "127.0.0.1:8001", "127.0.0.1:8002");
    }

    @Test
    void anUnknownServiceHasNoInstances() {
        assertThat(system.targets("nobody")).isEmpty();
    }

    @Test
    void aServiceNameIsEncodedAndCannotReachAnotherPath() {
        api.register("encoded", "encoded", 8005, "critical");

        assertThat(system.targets("encoded?passing=false&x=#y")).isEmpty();
        assertThatThrownBy(() -> system.targets("nobody/../encoded")).hasCauseInstanceOf(ConsulException.class);
    }

    @Test
    void anInstanceWithoutAnAddressIsAtTheAddressOfItsNode() {
        api.register("on-node", "on-node", "", 8010, "passing", "");

        assertEventuallyFound(Lookup.create("on-node"), "127.0.0.1:8010");
    }

    @Test
    void aPortIsFoundByItsName() {
        api.register("named", "named", "127.0.0.1", 8020, "passing", """
                "Meta": {"port-grpc": "8021", "port-admin": "8022"}""");

        assertEventuallyFound(Lookup.create("named").withPortName("grpc"), "127.0.0.1:8021");
        assertEventuallyFound(Lookup.create("named").withPortName("admin"), "127.0.0.1:8022");
    }

    @Test
    void anInstanceWithoutThePortIsLeftOut() {
        api.register("partly-named", "with", "127.0.0.1", 8030, "passing", """
                "Meta": {"port-grpc": "8031"}""");
        api.register("partly-named", "without", "127.0.0.1", 8032, "passing", "");
        api.register("partly-named", "nonsense", "127.0.0.1", 8033, "passing", """
                "Meta": {"port-grpc": "none"}""");
        await().atMost(TestSystem.PATIENCE)
                .until(() -> system.targets("partly-named").size() == 3);

        assertThat(system.targets(Lookup.create("partly-named").withPortName("grpc")))
                .containsExactly("127.0.0.1:8031");
        assertThat(system.targets(Lookup.create("partly-named").withPortName("unknown")))
                .isEmpty();
    }

    @Test
    void onlyTheManagementPortIsFoundOnInstancesInWarning() {
        var meta = """
                "Meta": {"port-management": "%d", "port-grpc": "8049"}""";
        api.register("starting", "starting-1", "127.0.0.1", 8040, "warning", meta.formatted(8041));
        api.register("starting", "starting-2", "127.0.0.1", 8042, "passing", meta.formatted(8043));
        api.register("starting", "starting-3", "127.0.0.1", 8044, "critical", meta.formatted(8045));

        assertEventuallyFound(Lookup.create("starting").withPortName("management"), "127.0.0.1:8041", "127.0.0.1:8043");
        assertThat(system.targets("starting")).containsExactly("127.0.0.1:8042");
        assertThat(system.targets(Lookup.create("starting").withPortName("grpc")))
                .containsExactly("127.0.0.1:8049");
    }

    @Test
    void anotherDatacenterIsAskedForByName() {
        try (var elsewhere = new TestSystem(agent.port(), "akka.discovery.akka-consul.datacenter = mars")) {
            assertThatThrownBy(() -> elsewhere.targets("any"))
                    .hasCauseInstanceOf(ConsulException.class)
                    .hasMessageContaining("datacenter");
        }
    }

    @Test
    void whileConsulIsAwayTheLastKnownInstancesAreFoundAndTheirAgeGrows() {
        try (var mortal = ConsulAgent.start();
                var reader = new TestSystem(mortal.port())) {
            var mortalApi = new AgentApi(mortal.port());
            mortalApi.register("durable", "durable", 8050, "passing");
            await().atMost(TestSystem.PATIENCE)
                    .until(() -> !reader.targets("durable").isEmpty());
            assertThat(reader.catalog().ages()).containsEntry("durable", Duration.ZERO);

            mortal.kill();

            assertThat(reader.targets("durable")).containsExactly("127.0.0.1:8050");
            var age = reader.catalog().ages().get("durable");
            assertThat(age).isPositive();
            await().atMost(TestSystem.PATIENCE)
                    .until(() -> reader.catalog().ages().get("durable").compareTo(age) > 0);

            mortal.restart();
            mortalApi.register("durable", "durable", 8051, "passing");

            await().atMost(TestSystem.PATIENCE)
                    .untilAsserted(() -> assertThat(reader.targets("durable")).containsExactly("127.0.0.1:8051"));
            assertThat(reader.catalog().ages()).containsEntry("durable", Duration.ZERO);
        }
    }

    @Test
    void aLookUpFailsClearlyWhereConsulWasNeverReached() {
        var gone = ConsulAgent.start();
        gone.close();
        try (var reader = new TestSystem(gone.port())) {
            assertThatThrownBy(() -> reader.targets("any"))
                    .hasCauseInstanceOf(ConsulException.class)
                    .hasMessageContaining("no answer from 127.0.0.1:" + gone.port());
            assertThat(reader.catalog().ages()).isEmpty();
        }
    }

    @Test
    void aLookUpIsBoundedByItsOwnTimeoutWhenConsulIsSilent() throws IOException {
        api.register("bounded", "bounded", 8060, "passing");
        try (var proxy = new RecordingProxy(agent.port());
                var reader = new TestSystem(proxy.port(), "akka.discovery.akka-consul.request-timeout = 1h")) {
            await().atMost(TestSystem.PATIENCE)
                    .until(() -> !reader.targets("bounded").isEmpty());
            proxy.fallSilent();

            var known = TestSystem.await(reader.lookup(Lookup.create("bounded"), Duration.ofMillis(300)));
            var unknown = reader.lookup(Lookup.create("never-seen"), Duration.ofMillis(300));

            assertThat(known.getAddresses()).hasSize(1);
            assertThatThrownBy(() -> TestSystem.await(unknown)).hasCauseInstanceOf(DiscoveryTimeoutException.class);
        }
    }

    private static void assertEventuallyFound(Lookup lookup, String... targets) {
        await().atMost(TestSystem.PATIENCE)
                .untilAsserted(() -> assertThat(system.targets(lookup)).containsExactly(targets));
    }
}
