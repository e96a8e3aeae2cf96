package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventSourceIT {
    private static final String TYPE = "Thing";
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final List<UniqueKillSwitch> running = new ArrayList<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.start();
    }

    @AfterEach
    void stop() {
        running.forEach(UniqueKillSwitch::shutdown);
        node.close();
    }

    @Test
    void anEventIsDeliveredThoughItsTransactionCommitsAfterYoungerOnesWereReadFor() throws Exception {
        var page = new EventPage(TYPE, TestSlices.partition("Thing|old"), 100);
        var young = inPartitionOf("Thing|old");
        var seen = new ArrayList<EventPage.Row>();
        try (var older = new RawWriter(node);
                var younger = new RawWriter(node)) {
            older.write("Thing|old", 1);
            younger.write(young, 1).commit();
            seen.addAll(read(page, last(seen)));
            younger.write(young, 2).commit();
            older.write("Thing|old", 2);
            seen.addAll(read(page, last(seen)));
            older.commit();
            seen.addAll(read(page, last(seen)));
        }

        assertThat(seen)
                .extracting(EventPage.Row::persistenceId, EventPage.Row::sequenceNumber)
                .containsExactly(tuple("Thing|old", 1L), tuple("Thing|old", 2L), tuple(young, 1L), tuple(young, 2L));
    }

    @Test
    void nothingIsReadAboveARunningTransactionAndAllOfItOnceItHasEnded() throws Exception {
        try (var holder = new RawWriter(node);
                var writer = new RawWriter(node)) {
            holder.write("Other|x", 1);
            for (var sequence = 1; sequence <= 20; sequence++) {
                writer.write("Thing|a", sequence).commit();
            }

            var page = new EventPage(TYPE, TestSlices.partition("Thing|a"), 100);
            assertThat(read(page, EventOffset.START)).isEmpty();

            var seen = readAll();
            holder.rollback();

            await().atMost(BOUND).until(() -> seen.size() == 20);
            assertThat(seen).extracting(EventEnvelope::sequenceNumber).isSorted();
        }
    }

    @Test
    void sequenceValuesBurnedByRollbacksStopNothing() throws Exception {
        var seen = readAll();
        try (var writer = new RawWriter(node)) {
            for (var sequence = 1; sequence <= 50; sequence++) {
                writer.write("Thing|gone-" + sequence, 1).rollback();
                writer.write("Thing|kept", sequence).commit();
            }
        }

        await().atMost(BOUND).until(() -> seen.size() == 50);
        assertThat(keys(seen)).allMatch(key -> key.startsWith("Thing|kept#"));
    }

    @Test
    void everyCommittedEventOfConcurrentWritersIsDeliveredOnceAndInItsEntitysOrder() throws Exception {
        var writers = 8;
        var threads = Executors.newFixedThreadPool(writers);
        var seen = readAll();

        var committed = IntStream.range(0, writers)
                .mapToObj(writer -> CompletableFuture.supplyAsync(() -> writeAtRandom(writer), threads))
                .toList()
                .stream()
                .flatMap(done -> done.join().stream())
                .toList();
        threads.shutdown();

        await().atMost(BOUND).until(() -> seen.size() >= committed.size());
        assertThat(keys(seen)).containsExactlyInAnyOrderElementsOf(committed);
        for (var writer = 0; writer < writers; writer++) {
            var id = "Thing|w" + writer;
            assertThat(seen.stream().filter(envelope -> envelope.persistenceId().equals(id)))
                    .extracting(EventEnvelope::sequenceNumber)
                    .isSorted();
        }
    }

    @Test
    void readingGoesOnStrictlyAfterTheOffset() throws Exception {
        try (var writer = new RawWriter(node)) {
            writer.write("Thing|a", 1).write("Thing|a", 2).write("Thing|a", 3).commit();
        }
        var source = source(TestSlices.partition("Thing|a"));
        var first = first(source, Optional.empty(), 2);

        var rest = first(source, Optional.of(source.extractOffset(first.get(1))), 1);

        assertThat(rest).extracting(EventEnvelope::event).containsExactly("Thing|a#3");
    }

    @Test
    void anEnvelopeCarriesEntityAndTime() throws Exception {
        try (var writer = new RawWriter(node)) {
            writer.write("Thing|a|b", 1).commit();
        }

        var envelope = first(source(TestSlices.partition("Thing|a|b")), Optional.empty(), 1)
                .get(0);

        assertThat(envelope.entityId()).isEqualTo("a|b");
        assertThat(envelope.timestamp()).isBetween(Instant.now().minusSeconds(120), Instant.now());
    }

    @Test
    void anEventFromAnotherServersFutureStopsTheReader() throws Exception {
        try (var writer = new RawWriter(node)) {
            writer.write("Thing|a", 1).commit();
        }
        try (var connection = node.connect();
                var statement = connection.createStatement()) {
            statement.execute("update event_journal set transaction_id = '9000000000'");
        }

        assertThatThrownBy(() -> first(source(TestSlices.partition("Thing|a")), Optional.empty(), 1))
                .hasStackTraceContaining("transaction id: 9000000000")
                .hasStackTraceContaining("pg_resetwal");
    }

    @Test
    void aPageIsAnOrderedIndexScanOfItsOwnRows() throws Exception {
        assertThat(explain(EventPage.READ, "text, int, text, bigint, int", "'Thing', 3, '500', 1, 100"))
                .contains("Index Scan using event_journal_source_idx")
                .contains("ROW(transaction_id, ordering) >")
                .doesNotContain("Sort", "Seq Scan", "Filter");
    }

    @Test
    void lookingForNewEventsReadsOneIndexEntryAPartition() throws Exception {
        assertThat(explain(
                        JournalTail.TAILS, "smallint[], text, text", "array[0, 1, 2, 3]::smallint[], 'Thing', 'Thing'"))
                .contains("Index Scan Backward using event_journal_source_idx")
                .doesNotContain("Sort", "Seq Scan", "Filter");
    }

    /** The plan that serves any parameters, over a journal of two entity types large enough for the planner to care. */
    private String explain(String query, String types, String parameters) throws SQLException {
        try (var connection = node.connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,
                                               event_ser_id, event_ser_manifest, event_payload)
                    select (array['Thing|', 'Other|'])[1 + n % 2] || n, 1, 'raw', 0, 20, '', '' from generate_series(1, 20000) n
                    """);
            statement.execute("vacuum analyze event_journal");
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare q (" + types + ") as " + numbered(query));
            try (var plan = statement.executeQuery("explain execute q (" + parameters + ")")) {
                var lines = new ArrayList<String>();
                while (plan.next()) {
                    lines.add(plan.getString(1));
                }
                return String.join("\n", lines);
            }
        }
    }

    private static EventOffset last(List<EventPage.Row> seen) {
        return seen.isEmpty() ? EventOffset.START : seen.get(seen.size() - 1).offset();
    }

    private static String inPartitionOf(String persistenceId) {
        return IntStream.range(0, 1000)
                .mapToObj(number -> "Thing|" + number)
                .filter(id -> TestSlices.partition(id) == TestSlices.partition(persistenceId))
                .findFirst()
                .orElseThrow();
    }

    private static String numbered(String query) {
        var number = new AtomicInteger();
        return Pattern.compile("\\?").matcher(query).replaceAll(mark -> "\\$" + number.incrementAndGet());
    }

    /** Transactions of one to three events of the writer's own entity, some rolled back, each open for a while. */
    private List<String> writeAtRandom(int writer) {
        var random = new Random(writer);
        var id = "Thing|w" + writer;
        var committed = new ArrayList<String>();
        var sequence = 0;
        try (var raw = new RawWriter(node)) {
            for (var transaction = 0; transaction < 60; transaction++) {
                var events = 1 + random.nextInt(3);
                var keys = new ArrayList<String>();
                for (var event = 1; event <= events; event++) {
                    raw.write(id, sequence + event);
                    keys.add(id + "#" + (sequence + event));
                    pause(random.nextInt(6));
                }
                if (random.nextInt(4) == 0) {
                    raw.rollback();
                } else {
                    raw.commit();
                    sequence += events;
                    committed.addAll(keys);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return committed;
    }

    /** Not a wait for something: the transaction stays open, so that others overtake it. */
    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private Queue<EventEnvelope<String>> readAll() {
        var seen = new ConcurrentLinkedQueue<EventEnvelope<String>>();
        for (var partition = 0; partition < Partitions.COUNT; partition++) {
            running.add(open(source(partition), Optional.empty())
                    .viaMat(KillSwitches.single(), Keep.right())
                    .to(Sink.foreach(seen::add))
                    .run(node.system()));
        }
        return seen;
    }

    private static Source<EventEnvelope<String>, akka.NotUsed> open(
            EventSource<String> source, Optional<String> offset) {
        return source.source(() -> CompletableFuture.completedFuture(offset))
                .toCompletableFuture()
                .join();
    }

    private List<EventEnvelope<String>> first(EventSource<String> source, Optional<String> offset, int count)
            throws Exception {
        return open(source, offset)
                .take(count)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(BOUND.toSeconds(), SECONDS);
    }

    private EventSource<String> source(int partition) {
        return new EventSource<>(node.system(), TYPE, partition, String.class, Duration.ofMillis(50));
    }

    private List<EventPage.Row> read(EventPage page, EventOffset after) throws SQLException {
        try (var connection = node.connect()) {
            return page.after(connection, after);
        }
    }

    private static List<String> keys(Queue<EventEnvelope<String>> seen) {
        return seen.stream().map(EventEnvelope::event).toList();
    }
}
