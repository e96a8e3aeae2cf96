package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import shop.platform.journal.Database;

/**
 * Detects that the topic has events that the journal lacks: the database was restored to an earlier moment, or a
 * promoted standby was incomplete. New events would get numbers that consumers have already seen, and they would drop
 * them as duplicates. So nothing is published until an operator has run {@code projection after-restore}.
 *
 * <p>It checks the last records of each partition, which are the first to be missing.
 */
record JournalBehindTopic(KafkaClients clients, Database database, String entityType, String topic) {
    private static final int LAST_RECORDS = 10;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String MISSING = """
            select persistence_id, sequence_number from unnest(?, ?) as told (persistence_id, sequence_number)
            where not exists (select from event_journal j
              where j.persistence_id = told.persistence_id and j.sequence_number = told.sequence_number)
            limit 1
            """;

    private record Told(String persistenceId, long sequenceNumber) {}

    /** Completes when the journal has what the topic has; fails with the reason when it has not. */
    CompletionStage<Done> refuse() {
        return CompletableFuture.supplyAsync(this::lastTold, clients.executor())
                .thenCompose(this::missing)
                .thenApply(missing -> {
                    missing.ifPresent(event -> {
                        throw new IllegalStateException(
                                "%s: event %d of an entity of type %s: missing in the journal (expected: all that was published; the database was restored to an earlier moment: run projection after-restore, see docs/runbooks/backup-and-restore.md)"
                                        .formatted(topic, event.sequenceNumber(), entityType));
                    });
                    return Done.getInstance();
                });
    }

    private CompletionStage<Optional<Told>> missing(List<Told> told) {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement(MISSING)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "text", told.stream().map(Told::persistenceId).toArray()));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "int8", told.stream().map(Told::sequenceNumber).toArray()));
                try (var row = statement.executeQuery()) {
                    return row.next() ? Optional.of(new Told(row.getString(1), row.getLong(2))) : Optional.empty();
                }
            }
        });
    }

    private List<Told> lastTold() {
        try (var consumer = clients.reader()) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            var first = consumer.beginningOffsets(partitions);
            var ends = consumer.endOffsets(partitions);
            partitions.forEach(partition ->
                    consumer.seek(partition, Math.max(first.get(partition), ends.get(partition) - LAST_RECORDS)));
            var told = new ArrayList<Told>();
            var until = System.nanoTime() + BOUND.toNanos();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(topic + ": its last records cannot be read");
                }
                read(consumer, told);
            }
            return told;
        }
    }

    private void read(Consumer<byte[], byte[]> consumer, List<Told> told) {
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
            try {
                var headers = EventHeaders.read(one.headers());
                var isOwn = headers.persistenceId().startsWith(entityType + "|")
                        && one.key() != null
                        && headers.persistenceId().equals(entityType + "|" + new String(one.key(), UTF_8));
                if (isOwn) {
                    told.add(new Told(headers.persistenceId(), headers.sequenceNumber()));
                }
            } catch (PoisonException e) {
                // Not our record.
            }
        }
    }
}
