package shop.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import shop.platform.journal.Database;
import shop.platform.journal.TestNode;
import shop.platform.messaging.ConsumerTransactions.Rebuilt;

/** Two owners of one partition, as there are for a moment when the former has not noticed yet. */
class ConsumerTransactionsIT {
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

            var early = handleLater(former, events("a", 1, 5));
            await(inside);
            var late = handleLater(present, events("a", 1, 9));
            assertThat(late).isNotDone();
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
            transactions.handle(0, events("a", 1, 9));

            transactions.handle(0, events("a", 3, 6));

            assertThat(AppliedTable.size(url)).isEqualTo(9);
        }
    }

    @Test
    void ownersWithManyEntitiesInDifferentOrdersDoNotWaitInACircle() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var transactions = transactions(node, AppliedTable::write);
            var all = new ArrayList<ReceivedRecord<StringValue>>();
            LongStream.range(0, 300).forEach(entity -> all.addAll(events("entity-" + entity, 1, 1)));
            for (var round = 0; round < 20; round++) {
                var backwards = new ArrayList<>(all);
                Collections.reverse(backwards);
                CompletableFuture.allOf(handleLater(transactions, all), handleLater(transactions, backwards))
                        .get(60, TimeUnit.SECONDS);
            }

            assertThat(AppliedTable.size(url)).isEqualTo(300);
        }
    }

    @Test
    void afterARebuildAnOwnerThatHasNotNoticedIsSentBack() throws Exception {
        try (var node = TestNode.start(url, "")) {
            var transactions = transactions(node, AppliedTable::write);
            transactions.handle(0, events("a", 1, 3));

            transactions.startOver(AppliedTable::empty).toCompletableFuture().get(60, TimeUnit.SECONDS);

            assertThatThrownBy(() -> transactions.handle(0, events("a", 4, 6))).isInstanceOf(Rebuilt.class);
            assertThat(AppliedTable.size(url)).isZero();
            transactions.handle(transactions.generation(), events("a", 1, 6));
            assertThat(AppliedTable.size(url)).isEqualTo(6);
        }
    }

    private static ConsumerTransactions<StringValue> transactions(TestNode node, RecordHandler<StringValue> handler) {
        return new ConsumerTransactions<>(Database.get(node.system()), "consumer", handler);
    }

    private static CompletableFuture<Void> handleLater(
            ConsumerTransactions<StringValue> transactions, List<ReceivedRecord<StringValue>> records) {
        return CompletableFuture.runAsync(() -> {
            try {
                transactions.handle(0, records);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static List<ReceivedRecord<StringValue>> events(String persistenceId, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> new ReceivedRecord<>(
                        persistenceId, "type", persistenceId, sequence, "", StringValue.of("" + sequence)))
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
