package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.messaging.ConsumerTransactions.Rebuilt;

/**
 * The thread of a consumer: polls a batch, handles it, commits Kafka's offsets, and repeats. After any failure it seeks
 * to the positions that were stored last, and continues from there.
 *
 * <p>The positions that count are those in the database: they were stored together with the effect of the records, and
 * a restored database contains its own. A position belongs to a generation of the consumer. A position of another
 * generation is ignored, so that after a reset every partition starts from its first record, on any node.
 */
final class ConsumerLoop<M extends Message> implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(3);
    /** Far below the interval after which a group considers a member that does not poll as dead. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final String name;
    private final String topic;
    private final BatchHandler<M> batches;
    private final ConsumerTransactions<M> transactions;
    private final Duration idleCheck;
    private final Backoff backoff;
    private final CatchingUp catchingUp;
    private final LongConsumer started;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean stopping;
    private volatile Consumer<byte[], byte[]> consumer;
    /** Whether the consumer stands behind what was handled in {@link #era}, in all its partitions. */
    private boolean positioned;

    private ConsumptionEra era;

    /**
     * @param started is told once, before the consumer gets its first partition, when that was, by {@link
     * CatchingUp#now}
     */
    ConsumerLoop(
            KafkaClients clients,
            String name,
            String topic,
            BatchHandler<M> batches,
            ConsumerTransactions<M> transactions,
            LongConsumer started) {
        this.started = started;
        catchingUp = new CatchingUp(name, clients.settings().batchSize(), transactions::inTransaction);
        this.clients = clients;
        this.name = name;
        this.topic = topic;
        this.batches = batches;
        this.transactions = transactions;
        this.idleCheck = clients.settings().idleCheck();
        this.backoff = clients.settings().retry();
    }

    @Override
    public void run() {
        noteStart();
        while (!stopping) {
            try {
                consumer = clients.consumer(name);
                consume();
            } catch (RuntimeException e) {
                failed(e);
                sleep(backoff.next());
            } finally {
                leave();
            }
        }
        ended.complete(null);
    }

    private void noteStart() {
        for (var noted = false; !noted && !stopping; ) {
            try {
                started.accept(transactions.inTransaction(CatchingUp::now));
                noted = true;
            } catch (SQLException | RuntimeException e) {
                failed(e);
                sleep(backoff.next());
            }
        }
        backoff.reset();
    }

    /** Leaves the group after the current batch. The stage completes when the thread is about to end. */
    CompletableFuture<Void> stop() {
        stopping = true;
        var polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        return ended;
    }

    private void consume() {
        awaitTopic();
        consumer.subscribe(List.of(topic), new Rebalance());
        while (!stopping) {
            try {
                step();
                backoff.reset();
            } catch (Rebuilt e) {
                positioned = false;
            } catch (SQLException | RuntimeException e) {
                if (!stopping) {
                    failed(e);
                    positioned = false;
                    keepPolling(backoff.next());
                }
            }
        }
    }

    private void awaitTopic() {
        if (!stopping && consumer.partitionsFor(topic).isEmpty()) {
            log.info("{}: waiting for the topic {}", name, topic);
        }
        while (!stopping && consumer.partitionsFor(topic).isEmpty()) {
            sleep(LONGEST_SILENCE);
        }
    }

    private void step() throws SQLException, Rebuilt {
        if (!positioned) {
            position();
        }
        var polled = consumer.poll(idleCheck);
        // The partitions have changed in this poll, and their positions may be arbitrary.
        if (!positioned) {
            return;
        }
        if (polled.isEmpty()) {
            if (transactions.generation() != era.generation()) {
                throw new Rebuilt();
            }
            return;
        }
        var reached = reached(polled);
        catchingUp.polled(consumer);
        batches.handle(era, polled, reached);
        commit(reached);
        catchingUp.handled(consumer);
    }

    private void position() throws SQLException {
        era = new ConsumptionEra(transactions.generation(), topicId());
        var assigned = consumer.assignment();
        var stored = transactions.positions(era);
        var committed = consumer.committed(assigned);
        var kept = consumer.beginningOffsets(assigned);
        var ends = consumer.endOffsets(assigned);
        for (var partition : assigned) {
            var last = stored.getOrDefault(partition.partition(), committed(committed.get(partition)));
            if (last > ends.get(partition)) {
                log.error(
                        "{}: {}: position: {} (expected: at most {}; records were lost on the topic, which is read from its"
                                + " first record)",
                        name,
                        partition,
                        last,
                        ends.get(partition));
                last = 0L;
            } else if (last > 0 && last < kept.get(partition)) {
                log.error(
                        "{}: {}: {} records were deleted before they were read",
                        name,
                        partition,
                        kept.get(partition) - last);
            }
            consumer.seek(partition, Math.max(last, kept.get(partition)));
        }
        catchingUp.begin(consumer, topic, era.generation());
        positioned = true;
    }

    /** Of a partition that was consumed by nodes of release 0.1.0 only, which stored positions nowhere else. */
    private long committed(OffsetAndMetadata last) {
        return last != null && last.metadata().equals(Long.toString(era.generation())) ? last.offset() : 0;
    }

    private String topicId() {
        try {
            return clients.admin()
                    .describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new KafkaException(topic + ": its id is not known", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Map<Integer, Long> reached(ConsumerRecords<byte[], byte[]> polled) {
        var reached = new HashMap<Integer, Long>();
        polled.forEach(one -> reached.put(one.partition(), one.offset() + 1));
        return reached;
    }

    private void commit(Map<Integer, Long> reached) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        reached.forEach((partition, position) -> offsets.put(
                new TopicPartition(topic, partition),
                new OffsetAndMetadata(position, Long.toString(era.generation()))));
        consumer.commitSync(offsets);
    }

    /** A member of the group must poll, even while it waits. */
    private void keepPolling(Duration pause) {
        var until = System.nanoTime() + pause.toNanos();
        try {
            for (var left = pause;
                    !stopping && !left.isNegative();
                    left = Duration.ofNanos(until - System.nanoTime())) {
                consumer.pause(consumer.assignment());
                consumer.poll(left.compareTo(LONGEST_SILENCE) < 0 ? left : LONGEST_SILENCE);
            }
        } catch (WakeupException e) {
            return;
        }
        consumer.resume(consumer.paused());
    }

    private void leave() {
        var left = consumer;
        consumer = null;
        positioned = false;
        if (left != null) {
            try {
                left.close(CloseOptions.timeout(CLOSE_BOUND));
            } catch (RuntimeException e) {
                log.warn(
                        "{}: consumer close failed; the broker will notice after the session timeout: {}",
                        name,
                        e.toString());
            }
        }
    }

    private void failed(Exception failure) {
        if (!stopping) {
            log.warn("{}: restarts from the stored positions", name, failure);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            positioned = false;
        }

        /** Between batches: what was handled was committed. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            positioned = false;
        }
    }
}
