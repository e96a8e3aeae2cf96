package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers whose clocks stand still: what they read, they were told of. */
class WakeUpsIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String NO_CLOCK = "shop.projection { poll-interval = 1h, safety-interval = 1h }";
    private static final String SAFE_CLOCK = "shop.projection { poll-interval = 1h, safety-interval = 100ms }";
    private static final String CLOCK_BESIDE_OTHERS = "shop.projection { poll-interval = 100ms, safety-interval = 1h }";

    private final String url = TestNode.newDatabase();
    private final List<UniqueKillSwitch> running = new ArrayList<>();
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<ActorSystem<?>> others = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(UniqueKillSwitch::shutdown);
        others.forEach(ActorSystem::terminate);
        others.forEach(other -> other.getWhenTerminated().toCompletableFuture().join());
        nodes.forEach(TestNode::close);
    }

    @Test
    void eachCommitOfANodeWakesItsOwnReaders() {
        var node = node(NO_CLOCK);
        var seen = readAll(node);
        var journal = JournalFixture.of(node);

        var writes = IntStream.rangeClosed(1, 50)
                .boxed()
                .flatMap(number -> IntStream.range(0, 6)
                        .mapToObj(entity -> journal.write(JournalFixture.atomic("Thing|" + entity, number))))
                .toList();

        await().atMost(BOUND).until(() -> seen.size() == 300);
        assertThat(writes).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whatAnOlderTransactionHidesIsReadSoonAfterThatHasEnded() throws Exception {
        var node = node(NO_CLOCK);
        var seen = readAll(node);
        try (var older = new RawWriter(node)) {
            older.write("Other|x", 1);
            JournalFixture.get(JournalFixture.of(node).write(JournalFixture.atomic("Thing|a", 1)));
            await().during(Duration.ofMillis(300)).atMost(BOUND).until(seen::isEmpty);

            older.rollback();
        }

        await().atMost(BOUND).until(() -> seen.size() == 1);
    }

    @Test
    void aCommitWakesTheReadersOfOtherNodes() {
        var writing = node(NO_CLOCK);
        var reading = node(NO_CLOCK);
        join(writing.system(), writing.system());
        join(reading.system(), writing.system());
        // Both know by then that the other one tells.
        await().atMost(BOUND)
                .until(() -> Stream.of(writing, reading).map(node -> WakeUps.get(node.system())).toList().stream()
                        .allMatch(WakeUps::comeFromAll));
        var seen = readAll(reading);
        JournalFixture.get(JournalFixture.of(writing).write(JournalFixture.atomic("Thing|a", 1)));
        await().atMost(BOUND).until(() -> seen.size() == 1);

        JournalFixture.get(JournalFixture.of(writing).write(JournalFixture.atomic("Thing|a", 2)));

        await().atMost(BOUND).until(() -> seen.size() == 2);
    }

    @Test
    void whatNobodyToldOfIsReadBySlowClock() throws Exception {
        var node = node(SAFE_CLOCK);
        var seen = readAll(node);
        await().atMost(BOUND).until(WakeUps.get(node.system())::comeFromAll);

        try (var silent = new RawWriter(node)) {
            silent.write("Thing|a", 1).commit();
        }

        await().atMost(BOUND).until(() -> seen.size() == 1);
    }

    @Test
    void besideAMemberThatTellsNothingReadersAskAsOftenAsBefore() throws Exception {
        var node = node(CLOCK_BESIDE_OTHERS);
        join(node.system(), node.system());
        var seen = readAll(node);
        await().atMost(BOUND).until(WakeUps.get(node.system())::comeFromAll);

        var silent = ActorSystem.create(
                Behaviors.<Void>empty(), "shop", TestNode.config(url, "akka.coordinated-shutdown.exit-jvm = off"));
        others.add(silent);
        join(silent, node.system());
        await().atMost(BOUND).until(() -> !WakeUps.get(node.system()).comeFromAll());
        try (var writer = new RawWriter(node)) {
            writer.write("Thing|a", 1).commit();
        }

        await().atMost(BOUND).until(() -> seen.size() == 1);
    }

    @Test
    void aReaderThatWasToldOfWhatIsNotThereAsksAnewAndNotWithoutEnd() throws Exception {
        var node = node(NO_CLOCK);
        var tail = JournalTails.get(node.system()).of("Thing", Duration.ZERO);
        try (var writer = new RawWriter(node)) {
            writer.write("Thing|a", 1).commit();
        }
        var partition = TestSlices.partition("Thing|a");
        tail.suspect(PartitionSet.of(partition));
        tail.awaitAfter(partition, EventOffset.START)
                .toCompletableFuture()
                .orTimeout(60, SECONDS)
                .join();

        assertThat(tail.awaitAfter(partition, EventOffset.START).toCompletableFuture())
                .as("known from the last answer")
                .isDone();
        tail.forget(partition);
        assertThat(tail.awaitAfter(partition, EventOffset.START).toCompletableFuture())
                .isNotDone();
    }

    private TestNode node(String settings) {
        var node = TestNode.start(url, settings);
        nodes.add(node);
        return node;
    }

    private static void join(ActorSystem<?> system, ActorSystem<?> member) {
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(member).selfMember().address()));
        await().atMost(BOUND).until(() -> Cluster.get(system).selfMember().status() == MemberStatus.up());
    }

    private Queue<String> readAll(TestNode node) {
        var seen = new ConcurrentLinkedQueue<String>();
        for (var partition = 0; partition < Partitions.COUNT; partition++) {
            var source = new EventSource<>(node.system(), "Thing", partition, String.class, Duration.ZERO);
            running.add(source.source(() -> CompletableFuture.completedFuture(Optional.empty()))
                    .toCompletableFuture()
                    .join()
                    .viaMat(KillSwitches.single(), Keep.right())
                    .to(Sink.foreach(envelope -> seen.add(envelope.event())))
                    .run(node.system()));
        }
        return seen;
    }
}
