package shop.platform.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer of a node. When a record could not be delivered, later queued records must not be delivered either: a
 * consumer that has seen a later record would drop the earlier one as a duplicate. So the producer ends at once, with
 * all that it has queued, and the next user gets a new one. Safe for use by several threads.
 */
final class SharedProducer {
    private final Map<String, Object> settings;
    private final AtomicReference<Producer<byte[], byte[]>> current = new AtomicReference<>();

    SharedProducer(Map<String, Object> settings) {
        this.settings = settings;
    }

    /** Returns the present producer, to be used for one group of records, which then succeeds or fails as a whole. */
    synchronized Producer<byte[], byte[]> get() {
        if (current.get() == null) {
            current.set(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
        }
        return current.get();
    }

    /** Queues a record; may block. Completes, on the producer's own thread, when all in-sync replicas have it. */
    CompletableFuture<RecordMetadata> send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
        var sender = Thread.currentThread();
        var acknowledged = new CompletableFuture<RecordMetadata>();
        producer.send(message, (metadata, failure) -> {
            if (failure == null) {
                acknowledged.complete(metadata);
                return;
            }
            // A record that was rejected on the sender's thread was never queued, and no record follows it yet.
            if (Thread.currentThread() != sender) {
                discard(producer);
            }
            acknowledged.completeExceptionally(failure);
        });
        return acknowledged;
    }

    private void discard(Producer<byte[], byte[]> failed) {
        if (current.compareAndSet(failed, null)) {
            failed.close(Duration.ZERO);
        }
    }

    /** Delivers queued records within the bound, and fails the others. */
    void close(Duration bound) {
        var last = current.getAndSet(null);
        if (last != null) {
            last.close(bound);
        }
    }
}
