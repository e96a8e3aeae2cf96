package shop.platform.messaging;

import akka.actor.typed.ActorSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that cannot be handled, unchanged, with the reason and their origin. Safe for use by several threads.
 */
final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaClients clients;
    private final String consumer;
    private final String topic;
    private final CompletableFuture<?> topicThere;
    private final AtomicLong count = new AtomicLong();

    DeadLetters(ActorSystem<?> system, String consumer) {
        this.clients = KafkaClients.get(system);
        this.consumer = consumer;
        this.topic = consumer + ".dead-letters";
        this.topicThere =
                Topics.create(system, topic, clients.settings().deadLetters()).toCompletableFuture();
    }

    long count() {
        return count.get();
    }

    /**
     * Returns when the record is stored; only then may the consumer pass it. Blocks.
     *
     * @throws IllegalStateException if it could not be delivered
     */
    void add(ConsumerRecord<byte[], byte[]> poison, String reason) {
        try {
            if (!topicThere.isDone()) {
                throw new IllegalStateException(topic + ": not there yet");
            }
            topicThere.join();
            deliver(poison, reason);
        } catch (ExecutionException | CompletionException e) {
            throw new IllegalStateException(topic + ": not delivered", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(topic + ": interrupted", e);
        }
        count.incrementAndGet();
        log.error(
                "{}: record {}-{}@{} went to {}: {}",
                consumer,
                poison.topic(),
                poison.partition(),
                poison.offset(),
                topic,
                reason);
    }

    /** A record that was compressed on the topic may exceed our maximum: then only the facts about it are kept. */
    private void deliver(ConsumerRecord<byte[], byte[]> poison, String reason)
            throws ExecutionException, InterruptedException {
        try {
            send(letter(poison.key(), poison.value(), List.of(poison.headers().toArray()), poison, reason));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw e;
            }
            var left = "%s; left out because of its size: a key of %d, a value of %d bytes, and its headers"
                    .formatted(reason, poison.serializedKeySize(), poison.serializedValueSize());
            send(letter(null, null, List.of(), poison, left));
        }
    }

    private void send(ProducerRecord<byte[], byte[]> letter) throws ExecutionException, InterruptedException {
        clients.producer().send(clients.producer().get(), letter).get();
    }

    private ProducerRecord<byte[], byte[]> letter(
            byte[] key, byte[] value, List<Header> own, ConsumerRecord<byte[], byte[]> poison, String reason) {
        var headers = new ArrayList<>(own);
        headers.add(EventHeaders.header("dead-letter-reason", reason));
        headers.add(EventHeaders.header("dead-letter-topic", poison.topic()));
        headers.add(EventHeaders.header("dead-letter-partition", Integer.toString(poison.partition())));
        headers.add(EventHeaders.header("dead-letter-offset", Long.toString(poison.offset())));
        return new ProducerRecord<>(topic, null, key, value, headers);
    }
}
