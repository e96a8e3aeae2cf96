package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final EntityTypeKey<String> TYPE = EntityTypeKey.create(String.class, "Thing");

    private final List<String> happened = new CopyOnWriteArrayList<>();

    @Test
    void theStepsRunInTheOrderInWhichNoRequestIsLost() {
        var node = startWithAnEntity("shop.cluster.drain.delay = 1s");
        Readiness.get(node.system()).onChange(ready -> happened.add(ready ? "ready" : "not ready"));
        makeReady(node);
        happened.clear();
        var drain = Drain.install(node.system());
        for (var step : Drain.Step.values()) {
            drain.on(
                    step,
                    step.name(),
                    () -> record(
                            step.name() + " as " + node.cluster().selfMember().status()));
        }

        node.close();

        assertThat(happened)
                .containsSubsequence(
                        "LEAVE_DISCOVERY as Up",
                        "not ready",
                        "FINISH_CALLS as Up",
                        "entity stopped",
                        "CLOSE_POOLS as Removed");
        assertThat(happened).containsSubsequence("LEAVE_DISCOVERY as Up", "REFUSE_TRAFFIC as Up", "FINISH_CALLS as Up");
    }

    @Test
    void callersHaveTheDelayToNoticeBeforeCallsAreFinished() {
        var node = startWithAnEntity("shop.cluster.drain.delay = 1s");
        var refused = new CompletableFuture<Long>();
        var finishing = new CompletableFuture<Long>();
        Drain.install(node.system())
                .on(Drain.Step.REFUSE_TRAFFIC, "refused", () -> now(refused))
                .on(Drain.Step.FINISH_CALLS, "finishing", () -> now(finishing));

        node.close();

        assertThat(Duration.ofNanos(finishing.join() - refused.join())).isGreaterThanOrEqualTo(Duration.ofMillis(950));
    }

    @Test
    void aStepThatFailsOrHangsHoldsUpTheRestOnlyForItsBound() {
        var node = startWithAnEntity("akka.coordinated-shutdown.phases.service-requests-done.timeout = 1s");
        Drain.install(node.system())
                .on(Drain.Step.LEAVE_DISCOVERY, "throws", () -> {
                    throw new IllegalStateException("thrown on purpose");
                })
                .on(
                        Drain.Step.REFUSE_TRAFFIC,
                        "fails",
                        () -> CompletableFuture.failedFuture(new IllegalStateException("failed on purpose")))
                .on(Drain.Step.FINISH_CALLS, "hangs", CompletableFuture::new)
                .on(Drain.Step.CLOSE_POOLS, "closes", () -> record("closed"));

        node.close();

        assertThat(happened).containsExactly("entity stopped", "closed");
    }

    @Test
    void aDownedNodeDrainsToo() {
        var nodes = TestNode.cluster(2, "");
        var downed = nodes.get(1);
        Drain.install(downed.system()).on(Drain.Step.CLOSE_POOLS, "closes", () -> record("closed"));

        nodes.get(0).cluster().down(downed.cluster().selfAddress());

        await().atMost(BOUND).until(downed::isTerminated);
        assertThat(happened).containsExactly("closed");
        assertThat(CoordinatedShutdown.get(downed.system()).getShutdownReason())
                .contains(CoordinatedShutdown.clusterDowningReason());
        nodes.get(0).close();
    }

    @Test
    void aStepMayTakeALittleLessThanItsPhase() {
        var node = startWithAnEntity("");

        assertThat(Drain.install(node.system()).bound(Drain.Step.FINISH_CALLS)).isEqualTo(Duration.ofMillis(11_700));
        node.close();
    }

    private TestNode startWithAnEntity(String overrides) {
        var node = TestNode.start(overrides);
        node.join(node).awaitUp();
        var sharding = ClusterSharding.get(node.system());
        sharding.init(Entity.of(TYPE, context -> entity()));
        sharding.entityRefFor(TYPE, "1").tell("hello");
        await().atMost(BOUND).until(() -> happened.contains("entity started"));
        happened.clear();
        return node;
    }

    private void makeReady(TestNode node) {
        var readiness = Readiness.get(node.system());
        readiness.watchDatabase(() -> CompletableFuture.completedFuture(true));
        readiness.shardingStarted(List.of("Thing"));
        await().atMost(BOUND).until(() -> happened.contains("ready"));
        assertThat(node.cluster().selfMember().status()).isEqualTo(MemberStatus.up());
    }

    private Behavior<String> entity() {
        return Behaviors.setup(context -> {
            happened.add("entity started");
            return Behaviors.receive(String.class)
                    .onSignal(PostStop.class, stop -> {
                        happened.add("entity stopped");
                        return Behaviors.same();
                    })
                    .onAnyMessage(message -> Behaviors.same())
                    .build();
        });
    }

    private CompletionStage<Done> record(String what) {
        happened.add(what);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private static CompletionStage<Done> now(CompletableFuture<Long> time) {
        time.complete(System.nanoTime());
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
