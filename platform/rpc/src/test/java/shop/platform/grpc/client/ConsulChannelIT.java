package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.grpc.client.Caller.PATIENCE;

import akka.actor.typed.ActorSystem;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import shop.devstack.ConsulAgent;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulRegistration;
import shop.discovery.consul.HttpCheck;
import shop.discovery.consul.RegisteredInstance;
import shop.discovery.consul.ServiceRegistration;
import shop.discovery.consul.Weights;

@Timeout(180)
@EnabledIf(value = "shop.devstack.ConsulAgent#available", disabledReason = "no Consul binary (see devstack/bin/consul)")
class ConsulChannelIT {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private ConsulAgent consul;
    private ActorSystem<Void> servers;
    private ActorSystem<Void> client;
    private UsersInstance first;
    private UsersInstance second;
    private Caller caller;

    @BeforeEach
    void start() {
        consul = ConsulAgent.start();
        String settings = """
                akka.discovery {
                  method = akka-consul
                  akka-consul { consul-port = %d, registration.check-interval = 500ms, backoff.max = 500ms }
                }
                """.formatted(consul.port());
        servers = TestSystems.start(settings);
        client = TestSystems.start(settings);
        first = UsersInstance.start(servers);
        second = UsersInstance.start(servers);
        caller = new Caller(client);
    }

    @AfterEach
    void stop() {
        TestSystems.stop(client);
        first.close();
        second.close();
        TestSystems.stop(servers);
        consul.close();
    }

    @Test
    void spreadsCallsEvenlyOverThePassingInstances() {
        announce(first);
        announce(second);
        awaitAnswersFrom(first, second);

        Map<String, Integer> answers = answers(40);

        assertThat(answers).containsExactlyInAnyOrderEntriesOf(Map.of(first.name(), 20, second.name(), 20));
    }

    @Test
    void givesAnInstanceTheShareThatItsWeightSays() {
        announce(first, new Weights(3, 1));
        announce(second, new Weights(1, 1));
        awaitAnswersFrom(first, second);

        assertThat(answers(40)).containsExactlyInAnyOrderEntriesOf(Map.of(first.name(), 30, second.name(), 10));
    }

    @Test
    void usesAnInstanceThatComesAndNoneThatLeaves() {
        RegisteredInstance leaving = announce(first);
        awaitAnswersFrom(first);

        announce(second);
        awaitAnswersFrom(first, second);

        leaving.enableMaintenance("draining").toCompletableFuture().join();
        awaitAnswersFrom(second);
        int before = first.calls.get();
        caller.answering(20);
        assertThat(first.calls).hasValue(before);
    }

    @Test
    void doesNotUseAnInstanceThatIsOnlyStarting() {
        announce(first);
        announce(second).status(CheckStatus.WARNING).toCompletableFuture().join();
        awaitAnswersFrom(first);

        caller.answering(20);

        assertThat(second.calls).hasValue(0);
    }

    @Test
    void callsTheOthersWhenAnInstanceDies() {
        announce(first);
        announce(second);
        awaitAnswersFrom(first, second);

        first.kill();

        // Consul finds out with the next check only; the channel at once, and what never left is sent again.
        assertThat(caller.answering(20)).containsExactly(second.name());
    }

    @Test
    void recoversByItselfWhenAllInstancesWereGone() {
        announce(first);
        awaitAnswersFrom(first);
        int port = first.port();

        first.kill();
        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.UNAVAILABLE);
        first = UsersInstance.start(servers, port);

        awaitAnswersFrom(first);
    }

    @Test
    void goesOnWhileConsulIsAwayAndAfterItHasForgottenEverything() {
        announce(first);
        announce(second);
        awaitAnswersFrom(first, second);

        consul.stop();
        assertThat(caller.answering(20)).containsExactlyInAnyOrder(first.name(), second.name());

        consul.launch();
        for (int i = 0; i < 200; i++) {
            assertThat(caller.status(SHORT)).isEqualTo(Status.Code.OK);
        }
        awaitAnswersFrom(first, second);
    }

    @Test
    void callsFailAsUnavailableUntilConsulKnowsAnInstance() {
        assertThat(caller.status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);

        announce(first);

        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    @Test
    void callsFailAsUnavailableWhenConsulIsAwayFromTheBeginning() {
        consul.stop();

        assertThat(new Caller(client).status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private RegisteredInstance announce(UsersInstance instance) {
        return announce(instance, Weights.DEFAULT);
    }

    private RegisteredInstance announce(UsersInstance instance, Weights weights) {
        var check = HttpCheck.of("http://127.0.0.1:" + instance.port() + "/health");
        var registration = ServiceRegistration.builder(
                        "users", "users-" + instance.port(), "127.0.0.1", instance.port(), check)
                .namedPort("grpc", instance.port())
                .weights(weights)
                .initialStatus(CheckStatus.PASSING)
                .build();
        RegisteredInstance registered = ConsulRegistration.get(servers).register(registration);
        registered.registered().toCompletableFuture().join();
        return registered;
    }

    private void awaitAnswersFrom(UsersInstance... instances) {
        Set<String> names = Set.of(
                java.util.Arrays.stream(instances).map(UsersInstance::name).toArray(String[]::new));
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> caller.answering(10).equals(names));
    }

    private Map<String, Integer> answers(int calls) {
        var answers = new HashMap<String, Integer>();
        for (int i = 0; i < calls; i++) {
            answers.merge(caller.get(), 1, Integer::sum);
        }
        return answers;
    }
}
