package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.discovery.consul.TestSystem.PATIENCE;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;

@RequiresConsul
class ConsulRegistrationIT {
    private static final Duration SEVERAL_CHECKS = Duration.ofSeconds(3);

    private ConsulAgent agent;
    private AgentApi api;
    private TestSystem system;

    @BeforeEach
    void start() {
        agent = ConsulAgent.start();
        api = new AgentApi(agent.port());
        system = new TestSystem(agent.port());
    }

    @AfterEach
    void stop() {
        system.close();
        agent.close();
    }

    /** Its check runs so seldom that the status is the one set, for as long as the test runs. */
    private static ServiceRegistration.Builder user(String id) {
        var check = HttpCheck.of("http://127.0.0.1:1/health").withInterval(Duration.ofHours(5));
        return ServiceRegistration.builder("user", id, "127.0.0.1", 8080, check);
    }

    private RegisteredInstance registerPassing(String id) {
        var instance = system.registration()
                .register(user(id).initialStatus(CheckStatus.PASSING).build());
        TestSystem.await(instance.registered());
        awaitFound("127.0.0.1:8080");
        return instance;
    }

    private void awaitFound(String... targets) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(system.targets("user")).containsExactly(targets));
    }

    @Test
    void anInstanceIsRegisteredWithAllThatOthersNeedToKnow() {
        var registration = user("user-1")
                .namedPort("management", 8558)
                .version("1.2.3")
                .tag("blue")
                .weights(new Weights(7, 2))
                .initialStatus(CheckStatus.PASSING)
                .build();

        TestSystem.await(system.registration().register(registration).registered());

        awaitFound("127.0.0.1:8080");
        var found = TestSystem.await(system.catalog().passing("user")).get(0);
        assertThat(found.id()).isEqualTo("user-1");
        assertThat(found.port("management")).contains(8558);
        assertThat(found.version()).contains("1.2.3");
        assertThat(found.tags()).containsExactly("blue");
        assertThat(found.weights()).isEqualTo(new Weights(7, 2));
        assertThat(found.weight()).isEqualTo(7);
    }

    @Test
    void theCheckIsTheOneThatWasAskedFor() throws IOException {
        var check = HttpCheck.of("https://127.0.0.1:1/health");
        var registration = ServiceRegistration.builder("user", "user-1", "127.0.0.1", 8080, check)
                .build();

        try (var proxy = new RecordingProxy(agent.port());
                var recorded = new TestSystem(proxy.port())) {
            TestSystem.await(recorded.registration().register(registration).registered());

            assertThat(proxy.requests().get(0).body())
                    .contains("\"HTTP\":\"https://127.0.0.1:1/health\"")
                    .contains("\"Interval\":\"10s\"", "\"Timeout\":\"5s\"")
                    .contains("\"DeregisterCriticalServiceAfter\":\"60s\"", "\"Status\":\"warning\"");
        }
    }

    @Test
    void anInstanceStartsInWarningAndIsFoundOnceItSaysThatItIsPassing() {
        var instance = system.registration().register(user("user-1").build());
        TestSystem.await(instance.registered());
        await().atMost(PATIENCE).until(() -> statusesOf("user").contains("warning"));
        assertThat(system.targets("user")).isEmpty();

        TestSystem.await(instance.status(CheckStatus.PASSING));
        awaitFound("127.0.0.1:8080");

        TestSystem.await(instance.status(CheckStatus.WARNING));
        awaitFound();
    }

    @Test
    void whatConsulHasMeasuredIsKeptWhenTheInstanceIsRegisteredAgain() throws IOException {
        var check = HttpCheck.of("http://127.0.0.1:1/health").withInterval(Duration.ofMillis(200));
        var registration = ServiceRegistration.builder("user", "user-1", "127.0.0.1", 8080, check)
                .initialStatus(CheckStatus.PASSING)
                .build();
        TestSystem.await(system.registration().register(registration).registered());
        await().atMost(PATIENCE).until(() -> statusesOf("user").contains("critical"));

        try (var other = new TestSystem(agent.port())) {
            TestSystem.await(other.registration().register(registration).registered());
            assertThat(statusesOf("user")).contains("critical").doesNotContain("warning");
        }
    }

    @Test
    void aNodeStartsWithoutConsulAndIsRegisteredAsSoonAsConsulIsThere() {
        agent.stop();
        var instance = system.registration()
                .register(user("user-1").initialStatus(CheckStatus.PASSING).build());
        assertThat(instance.registered()).isNotCompleted();

        agent.restart();

        TestSystem.await(instance.registered());
        awaitFound("127.0.0.1:8080");
    }

    @Test
    void anAgentThatHasForgottenTheInstanceIsToldAgain() {
        registerPassing("user-1");

        agent.restart();

        awaitFound("127.0.0.1:8080");
    }

    @Test
    void anInstanceThatSomeoneElseDeregisteredComesBack() {
        registerPassing("user-1");

        api.deregister("user-1");

        awaitFound("127.0.0.1:8080");
    }

    @Test
    void anInstanceThatWasForgottenWhileCriticalComesBackAsCritical() throws IOException {
        var check = HttpCheck.of("http://127.0.0.1:1/health").withInterval(Duration.ofMillis(200));
        var registration = ServiceRegistration.builder("user", "user-1", "127.0.0.1", 8080, check)
                .initialStatus(CheckStatus.PASSING)
                .build();
        try (var proxy = new RecordingProxy(agent.port());
                var recorded = new TestSystem(proxy.port())) {
            TestSystem.await(recorded.registration().register(registration).registered());
            await().atMost(PATIENCE).until(() -> statusesOf("user").contains("critical"));
            awaitMoreRequests(proxy, 2);

            api.deregister("user-1");

            await().atMost(PATIENCE).until(() -> registrations(proxy).size() == 2);
            assertThat(registrations(proxy).get(0)).contains("\"Status\":\"passing\"");
            assertThat(registrations(proxy).get(1)).contains("\"Status\":\"critical\"");
        }
    }

    private static List<String> registrations(RecordingProxy proxy) {
        return proxy.requests().stream()
                .map(RecordingProxy.Request::body)
                .filter(body -> !body.isEmpty())
                .toList();
    }

    @Test
    void maintenanceHidesTheInstanceUntilItEnds() {
        var instance = registerPassing("user-1");

        TestSystem.await(instance.enableMaintenance("draining before a release"));
        awaitFound();
        assertThat(checksOf("user").toString()).contains("draining before a release");

        TestSystem.await(instance.disableMaintenance());
        awaitFound("127.0.0.1:8080");
    }

    @Test
    void aChangeOfStatusDoesNotEndMaintenance() {
        var instance = registerPassing("user-1");
        TestSystem.await(instance.enableMaintenance("drain"));
        awaitFound();

        TestSystem.await(instance.status(CheckStatus.WARNING));
        TestSystem.await(instance.status(CheckStatus.PASSING));

        assertHiddenForSeveralChecks();
        TestSystem.await(instance.disableMaintenance());
        awaitFound("127.0.0.1:8080");
    }

    @Test
    void anAgentThatHasForgottenAnInstanceUnderMaintenanceNeverShowsIt() throws IOException {
        try (var proxy = new RecordingProxy(agent.port());
                var recorded = new TestSystem(proxy.port())) {
            var instance = recorded.registration()
                    .register(user("user-1").initialStatus(CheckStatus.PASSING).build());
            TestSystem.await(instance.enableMaintenance("drain"));

            agent.restart();

            await().atMost(PATIENCE).until(() -> api.get("/v1/agent/checks").has("_service_maintenance:user-1"));
            // Critical, or it would be offered between its registration and the return of its maintenance.
            assertThat(registrations(proxy).get(registrations(proxy).size() - 1))
                    .contains("\"Status\":\"critical\"");
            assertHiddenForSeveralChecks();
        }
    }

    @Test
    void aMaintenanceThatAnOperatorHasOrderedOutlastsATimeWithoutConsul() throws IOException {
        try (var proxy = new RecordingProxy(agent.port());
                var recorded = new TestSystem(proxy.port())) {
            var instance = recorded.registration()
                    .register(user("user-1").initialStatus(CheckStatus.PASSING).build());
            TestSystem.await(instance.registered());
            api.put("/v1/agent/service/maintenance/user-1?enable=true&reason=operator", "");

            proxy.refuse(true);
            awaitMoreRequests(proxy, 3);
            proxy.refuse(false);

            awaitMoreRequests(proxy, 3);
            assertThat(api.get("/v1/agent/checks").has("_service_maintenance:user-1"))
                    .isTrue();
        }
    }

    @Test
    void aMaintenanceThatAnOperatorHasOrderedOutlastsChangesOfStatus() {
        var instance = registerPassing("user-1");
        maintain("user-1", true);
        awaitFound();

        TestSystem.await(instance.status(CheckStatus.WARNING));
        TestSystem.await(instance.status(CheckStatus.PASSING));

        assertHiddenForSeveralChecks();
        assertThat(checksOf("user").toString()).contains("operator");
    }

    @Test
    void aMaintenanceThatAnOperatorHasEndedDoesNotComeBackByItself() {
        var instance = registerPassing("user-1");
        TestSystem.await(instance.enableMaintenance("standby"));
        awaitFound();

        maintain("user-1", false);
        awaitFound("127.0.0.1:8080");
        TestSystem.await(instance.status(CheckStatus.WARNING));
        TestSystem.await(instance.status(CheckStatus.PASSING));
        awaitFound("127.0.0.1:8080");

        TestSystem.await(instance.enableMaintenance("draining"));
        assertHiddenForSeveralChecks();
    }

    @Test
    void weightsThatAnOperatorHasGivenOutlastChangesOfStatusAndAnAgentThatForgets() {
        var instance = registerPassing("user-1");
        // As an operator does it: without checks, which Consul then leaves as they are.
        api.put("/v1/agent/service/register", """
                {"Name": "user", "ID": "user-1", "Address": "127.0.0.1", "Port": 8080, "Weights": {"Passing": 9, "Warning": 1}}
                """);
        awaitWeight(9);

        TestSystem.await(instance.status(CheckStatus.WARNING));
        TestSystem.await(instance.status(CheckStatus.PASSING));
        awaitWeight(9);

        api.deregister("user-1");
        awaitWeight(9);
    }

    private void awaitWeight(int weight) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(TestSystem.await(system.catalog().passing("user")))
                                .extracting(ConsulInstance::weight)
                                .containsExactly(weight));
    }

    private void maintain(String id, boolean enable) {
        api.put("/v1/agent/service/maintenance/" + id + "?reason=operator&enable=" + enable, "");
    }

    private static void awaitMoreRequests(RecordingProxy proxy, int more) {
        var soFar = proxy.requests().size();
        await().atMost(PATIENCE).until(() -> proxy.requests().size() >= soFar + more);
    }

    @Test
    void aDeregisteredInstanceIsGoneForGood() {
        var instance = registerPassing("user-1");

        TestSystem.await(instance.deregister());

        awaitFound();
        assertHiddenForSeveralChecks();
        assertThat(api.get("/v1/agent/services")).isEmpty();
        assertThatThrownBy(() -> TestSystem.await(instance.status(CheckStatus.PASSING)))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(TestSystem.await(instance.deregister())).isEqualTo(Done.getInstance());
    }

    @Test
    void anInstanceThatWasDeregisteredMayBeRegisteredAnewButNotTwiceAtOnce() {
        var instance = registerPassing("user-1");
        assertThatThrownBy(() -> registerPassing("user-1")).hasMessageContaining("not registered yet");

        TestSystem.await(instance.deregister());

        registerPassing("user-1");
    }

    @Test
    void aChangeThatConsulCannotTakeYetIsNotLost() {
        var instance = registerPassing("user-1");
        agent.stop();

        var done = instance.enableMaintenance("drain");
        agent.restart();

        TestSystem.await(done);
        assertHiddenForSeveralChecks();
    }

    @Test
    void coordinatedShutdownDeregistersWhatIsLeft() {
        registerPassing("user-1");

        TestSystem.await(CoordinatedShutdown.get(system.akka).runAll(CoordinatedShutdown.unknownReason()));

        assertThat(api.get("/v1/agent/services")).isEmpty();
    }

    @Test
    void anInstanceThatWasKilledLeavesTheLookUps() throws IOException {
        try (var endpoint = new Endpoint()) {
            var check = HttpCheck.of("http://127.0.0.1:" + endpoint.port() + "/health")
                    .withInterval(Duration.ofMillis(500));
            var registration = ServiceRegistration.builder("user", "user-1", "127.0.0.1", endpoint.port(), check)
                    .build();
            TestSystem.await(system.registration().register(registration).registered());
            awaitFound("127.0.0.1:" + endpoint.port());

            endpoint.kill();

            awaitFound();
        }
    }

    private void assertHiddenForSeveralChecks() {
        await().during(SEVERAL_CHECKS)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(system.targets("user")).isEmpty());
    }

    private List<String> statusesOf(String service) {
        return StreamSupport.stream(checksOf(service).spliterator(), false)
                .map(check -> check.path("Status").asText())
                .toList();
    }

    private JsonNode checksOf(String service) {
        return api.get("/v1/health/checks/" + service);
    }
}
