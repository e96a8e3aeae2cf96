package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.discovery.consul.TestSystem.PATIENCE;

import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;

@RequiresConsul
class ConsulWatchIT {
    private static final Duration MIN_INTERVAL = Duration.ofMillis(200);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final List<List<ConsulInstance>> seen = new CopyOnWriteArrayList<>();
    private ConsulAgent agent;
    private AgentApi api;
    private RecordingProxy proxy;
    private TestSystem system;

    @BeforeEach
    void start() throws IOException {
        agent = ConsulAgent.start();
        api = new AgentApi(agent.port());
        proxy = new RecordingProxy(agent.port());
        system = new TestSystem(proxy.port());
    }

    @AfterEach
    void stop() {
        system.close();
        proxy.close();
        agent.close();
    }

    private UniqueKillSwitch watch(String service) {
        return system.catalog()
                .watch(service)
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.foreach(seen::add))
                .run(system.akka);
    }

    private List<Integer> lastPorts() {
        return seen.isEmpty()
                ? List.of()
                : seen.get(seen.size() - 1).stream()
                        .map(ConsulInstance::port)
                        .sorted()
                        .toList();
    }

    private void awaitPorts(Integer... ports) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lastPorts()).containsExactly(ports));
    }

    @Test
    void itBeginsWithWhatIsThereEvenIfThatIsNothing() {
        watch("nobody");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly(List.of()));
    }

    @Test
    void itPushesEachChangeAsItHappens() {
        api.register("user", "user-1", 8001, "passing");
        watch("user");
        awaitPorts(8001);

        api.register("user", "user-2", 8002, "passing");
        awaitPorts(8001, 8002);

        api.register("user", "user-1", 8001, "critical");
        awaitPorts(8002);

        api.deregister("user-2");
        awaitPorts();
    }

    @Test
    void itShowsWeightsAndVersion() {
        api.register("user", "user-1", "127.0.0.1", 8001, "passing", """
                "Meta": {"version": "2.0"}, "Weights": {"Passing": 9, "Warning": 1}""");
        watch("user");

        awaitPorts(8001);
        assertThat(seen.get(seen.size() - 1)).singleElement().satisfies(instance -> {
            assertThat(instance.version()).contains("2.0");
            assertThat(instance.weight()).isEqualTo(9);
        });
    }

    @Test
    void aReturnOfTheQueryIsNotAChange() {
        api.register("user", "user-1", 8001, "passing");
        watch("user");
        awaitPorts(8001);
        var before = proxy.requests().size();

        for (var i = 0; i < 20; i++) {
            api.register("user", "hidden", 8002, i % 2 == 0 ? "critical" : "warning");
        }

        await().atMost(PATIENCE).until(() -> proxy.requests().size() >= before + 2);
        assertThat(seen).hasSize(1);
    }

    @Test
    void itWaitsAtTheAgentInsteadOfAskingAgainAndAgain() {
        api.register("user", "user-1", 8001, "passing");
        watch("user");
        awaitPorts(8001);
        // The registration itself may still be on its way through the agent.
        var settled = proxy.requests().size() + 3;

        await().during(A_WHILE)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(settled));
        assertThat(proxy.requests().get(proxy.requests().size() - 1).blocks()).isTrue();
    }

    @Test
    void aServiceThatChangesAllTheTimeIsAskedForAtABoundedRate() throws InterruptedException {
        watch("user");
        await().atMost(PATIENCE).until(() -> !seen.isEmpty());
        var flapping = new AtomicBoolean(true);
        var flapper = new Thread(() -> {
            for (var i = 0; flapping.get(); i++) {
                api.register("user", "user-1", 8000 + i % 1000, "passing");
            }
        });
        flapper.start();
        await().atMost(PATIENCE).until(() -> proxy.requests().size() >= 10);
        flapping.set(false);
        flapper.join();

        var times =
                proxy.requests().stream().mapToLong(RecordingProxy.Request::at).toArray();
        var elapsed = Duration.ofNanos(times[times.length - 1] - times[0]);
        assertThat(elapsed).isGreaterThan(MIN_INTERVAL.multipliedBy(times.length - 2));
    }

    @Test
    void anIndexThatGoesBackwardsStartsTheWatchAnew() {
        api.register("user", "user-1", 8001, "passing");
        watch("user");
        awaitPorts(8001);
        proxy.mapIndex(index -> 3);

        api.register("user", "user-2", 8002, "passing");
        awaitPorts(8001, 8002);
        await().atMost(PATIENCE).until(() -> {
            var requests = proxy.requests();
            return requests.stream().skip(1).anyMatch(request -> !request.blocks());
        });
        proxy.mapIndex(index -> index);
        api.register("user", "user-3", 8003, "passing");
        awaitPorts(8001, 8002, 8003);
    }

    @Test
    void anIndexOfZeroStillMakesTheNextQueryWait() {
        proxy.mapIndex(index -> 0);
        watch("user");

        await().atMost(PATIENCE).until(() -> proxy.requests().size() >= 3);
        assertThat(proxy.requests().subList(1, 3)).allMatch(RecordingProxy.Request::blocks);
    }

    @Test
    void aRestartOfTheAgentIsSurvivedAndSilentUntilSomethingHasChanged() {
        // The new agent begins to count anew and lets a query with an index of its former life wait to its end.
        system.close();
        system = new TestSystem(proxy.port(), "akka.discovery.akka-consul.watch.wait = 5s");
        api.register("user", "user-1", 8001, "passing");
        watch("user");
        awaitPorts(8001);

        agent.stop();
        await().atMost(PATIENCE).until(() -> system.catalog().ages().get("user").compareTo(Duration.ZERO) > 0);
        assertThat(seen).hasSize(1);
        agent.restart();
        api.register("user", "user-2", 8002, "passing");

        awaitPorts(8002);
        assertThat(system.catalog().ages()).containsEntry("user", Duration.ZERO);
    }

    @Test
    void itEndsWhenItsReaderDoes() {
        var reader = watch("user");
        await().atMost(PATIENCE).until(() -> !seen.isEmpty());

        reader.shutdown();
        api.register("user", "user-1", 8001, "passing");
        var before = proxy.requests().size();

        await().during(A_WHILE)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(before + 1));
        assertThat(seen).hasSize(1);
    }

    @Test
    void manyWatchesDoNotKeepALookUpWaiting() {
        for (var i = 0; i < 30; i++) {
            watch("service-" + i);
        }
        await().atMost(PATIENCE)
                .until(() -> proxy.requests().stream()
                                .filter(RecordingProxy.Request::blocks)
                                .count()
                        >= 30);

        assertThat(system.targets("any")).isEmpty();
    }
}
