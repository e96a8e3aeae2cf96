package shop.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import shop.devstack.OwnThread;
import shop.platform.journal.Database;
import shop.platform.journal.TestNode;
import shop.platform.messaging.ConsumerTransactions.Rebuilt;
import shop.platform.telemetry.Telemetry;

/** Two owners of one partition, as there are for a moment when the former has not noticed yet. */
class ConsumerTransactionsIT {
    private static final ConsumptionEra FIRST = new ConsumptionEra(0, "id");

    private final String url = TestNode.newDatabase();

    @Test
    void theSecondOwnerWaitsForTheFirstAndDoesOnlyWhatIsLeft() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var inside = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var former = transactions(node, (connection, records) -> {
                AppliedTable.write(connection, records);
                inside.countDown();
                await(go);
            });
            var present = transactions(node, AppliedTable::write);
            present.handle(FIRST, events("known", 1, 1), Map.of());

            var early = handleLater(former, events("known", 2, 5));
            await(inside);
            var late = handleLater(present, events("known", 2, 9));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> someoneWaitsForALock(node));
            go.countDown();
            CompletableFuture.allOf(early, late).get(60, TimeUnit.SECONDS);

            assertThat(AppliedTable.size(url)).isEqualTo(9);
            assertThat(AppliedTable.outOfOrder(url)).isEmpty();
        }
    }

    @Test
    void aFormerOwnerThatWakesUpLateDoesNothing() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var transactions = transactions(node, AppliedTable::write);
            transactions.handle(FIRST, events("a", 1, 9), Map.of());

            transactions.handle(FIRST, events("a", 3, 6), Map.of());

            assertThat(AppliedTable.size(url)).isEqualTo(9);
        }
    }

    @Test
    void ownersWithManyEntitiesInDifferentOrdersDoNotWaitInACircle() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var transactions = transactions(node, AppliedTable::write);
            for (var round = 1; round <= 40; round++) {
                // Every other round meets entities that are known already.
                var name = "round " + (round + 1) / 2 + " ";
                var forwards = new ArrayList<ReceivedRecord<StringValue>>();
                for (var entity = 0; entity < 300; entity++) {
                    forwards.addAll(events(name + entity, round, round));
                }
                var backwards = new ArrayList<>(forwards);
                Collections.reverse(backwards);
                CompletableFuture.allOf(handleLater(transactions, forwards), handleLater(transactions, backwards))
                        .get(60, TimeUnit.SECONDS);
            }

            assertThat(AppliedTable.size(url)).isEqualTo(12000);
        }
    }

    @Test
    void afterAResetAnOwnerThatHasNotNoticedIsSentBack() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var transactions = transactions(node, AppliedTable::write);
            transactions.handle(FIRST, events("a", 1, 3), Map.of());

            MessagingNode.reset(url, new TopicConsumer("consumer", "topic", AppliedTable::empty));

            assertThatThrownBy(() -> transactions.handle(FIRST, events("a", 4, 6), Map.of()))
                    .isInstanceOf(Rebuilt.class);
            assertThat(AppliedTable.size(url)).isZero();
            transactions.handle(new ConsumptionEra(transactions.generation(), "id"), events("a", 1, 6), Map.of());
            assertThat(AppliedTable.size(url)).isEqualTo(6);
        }
    }

    private static ConsumerTransactions<StringValue> transactions(TestNode node, RecordHandler<StringValue> handler) {
        return new ConsumerTransactions<>(
                Database.get(node.system()),
                "consumer",
                handler,
                new MessagingTelemetry(Telemetry.get(node.system()), "topic"));
    }

    private static CompletableFuture<Void> handleLater(
            ConsumerTransactions<StringValue> transactions, List<ReceivedRecord<StringValue>> records) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        transactions.handle(FIRST, records, Map.of());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread::run);
    }

    private static List<ReceivedRecord<StringValue>> events(String persistenceId, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> new ReceivedRecord<>(
                        persistenceId, "type", persistenceId, sequence, "", StringValue.of("" + sequence)))
                .toList();
    }

    private static boolean someoneWaitsForALock(TestNode node) throws SQLException {
        try (var connection = node.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
