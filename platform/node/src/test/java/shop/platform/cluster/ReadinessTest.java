package shop.platform.cluster;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.Readiness.Condition.DATABASE_WRITABLE;
import static shop.platform.cluster.Readiness.Condition.MEMBER_UP;
import static shop.platform.cluster.Readiness.Condition.NOT_DRAINING;
import static shop.platform.cluster.Readiness.Condition.SHARDING_STARTED;
import static shop.platform.cluster.TestNode.BOUND;

import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final TestNode node = TestNode.start("""
            shop.cluster.readiness { ping-interval = 10ms, ping-timeout = 1s, failures = 3, successes = 2 }
            """);
    private final Readiness readiness = Readiness.get(node.system());
    private final List<Boolean> changes = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile Supplier<CompletionStage<Boolean>> ping = () -> completedFuture(true);

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aNodeIsReadyOnlyWhenAllConditionsHold() {
        assertThat(readiness.unmet()).containsExactlyInAnyOrder(MEMBER_UP, SHARDING_STARTED, DATABASE_WRITABLE);

        node.join(node).awaitUp();
        awaitUnmet(SHARDING_STARTED, DATABASE_WRITABLE);

        readiness.watchDatabase(this::ping);
        awaitUnmet(SHARDING_STARTED);
        assertThat(readiness.isReady()).isFalse();

        startSharding();
        await().atMost(BOUND).until(readiness::isReady);
    }

    @Test
    void regionsThatAreNotRegisteredAreWaitedFor() {
        var type = EntityTypeKey.create(String.class, "Thing");
        // Not a member yet: there is no coordinator to register with.
        ClusterSharding.get(node.system()).init(Entity.of(type, context -> Behaviors.empty()));

        readiness.shardingStarted(List.of("Thing"));
        readiness.watchDatabase(this::ping);

        awaitUnmet(MEMBER_UP, SHARDING_STARTED);
        node.join(node).awaitUp();
        await().atMost(BOUND).until(readiness::isReady);
    }

    @Test
    void fewerFailedPingsThanTheLimitNeverShow() {
        becomeReady();
        pings.set(0);

        ping = () -> pings.get() % 3 == 0 ? completedFuture(true) : completedFuture(false);

        await().atMost(BOUND).until(() -> pings.get() > 60);
        assertThat(changes).containsExactly(false, true);
    }

    @Test
    void aDatabaseThatStaysAwayEndsReadinessAndOneThatComesBackRestoresIt() {
        becomeReady();

        ping = () -> CompletableFuture.failedFuture(new IllegalStateException("away"));
        await().atMost(BOUND).until(() -> !readiness.isReady());
        assertThat(readiness.unmet()).containsExactly(DATABASE_WRITABLE);

        ping = () -> completedFuture(true);
        await().atMost(BOUND).until(readiness::isReady);
        await().atMost(BOUND).untilAsserted(() -> assertThat(changes).containsExactly(false, true, false, true));
    }

    @Test
    void aPingThatHangsOrThrowsCountsAsFailedAndDoesNotPileUp() {
        becomeReady();

        var hanging = new AtomicInteger();
        ping = () -> {
            hanging.incrementAndGet();
            return new CompletableFuture<>();
        };
        await().atMost(BOUND).until(() -> !readiness.isReady());
        // One at a time: a hundred would have started in the meantime.
        assertThat(hanging.get()).isLessThan(10);

        ping = () -> {
            throw new IllegalStateException("thrown on purpose");
        };
        await().during(Duration.ofMillis(200)).atMost(BOUND).until(() -> !readiness.isReady());
    }

    @Test
    void aDrainEndsReadinessForGood() {
        becomeReady();

        readiness.drain();

        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.unmet()).containsExactly(NOT_DRAINING);
        await().atMost(BOUND).untilAsserted(() -> assertThat(changes).containsExactly(false, true, false));
    }

    @Test
    void aListenerThatFailsDoesNotSilenceTheNext() {
        readiness.onChange(ready -> {
            throw new IllegalStateException("thrown on purpose");
        });

        becomeReady();
    }

    @Test
    void theManagementCheckAnswersTheSame() throws Exception {
        var check = new ReadinessCheck(node.system().classicSystem());

        assertThat(check.get().toCompletableFuture().get()).isFalse();
        becomeReady();
        assertThat(check.get().toCompletableFuture().get()).isTrue();
    }

    private void becomeReady() {
        readiness.onChange(changes::add);
        node.join(node).awaitUp();
        readiness.watchDatabase(this::ping);
        startSharding();
        await().atMost(BOUND).untilAsserted(() -> assertThat(changes).containsExactly(false, true));
    }

    private void startSharding() {
        var type = EntityTypeKey.create(String.class, "Thing");
        ClusterSharding.get(node.system()).init(Entity.of(type, context -> Behaviors.empty()));
        readiness.shardingStarted(List.of("Thing"));
    }

    private CompletionStage<Boolean> ping() {
        pings.incrementAndGet();
        return ping.get();
    }

    private void awaitUnmet(Readiness.Condition... conditions) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(readiness.unmet()).containsExactlyInAnyOrder(conditions));
    }
}
