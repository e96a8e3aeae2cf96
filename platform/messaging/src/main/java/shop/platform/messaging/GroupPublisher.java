package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.Done;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import shop.platform.journal.EventEnvelope;
import shop.platform.projection.GroupHandler;
import shop.platform.telemetry.TraceParent;

/**
 * Sends a group of events, all of them before the first is acknowledged, and those of one entity in order.
 *
 * @param permission is checked for each group
 */
record GroupPublisher<E>(
        KafkaClients clients,
        Permission permission,
        String topic,
        PublishedEvents<E> events,
        MessagingTelemetry telemetry)
        implements GroupHandler<E> {
    @Override
    public CompletionStage<Done> process(List<EventEnvelope<E>> group) {
        return permission.ask().thenComposeAsync(may -> send(group), clients.executor());
    }

    /** Ends at the first record that is rejected at once, so that no later one arrives without it. */
    private CompletionStage<Done> send(List<EventEnvelope<E>> group) {
        var producer = clients.producer().get();
        var acknowledged = new ArrayList<CompletableFuture<RecordMetadata>>();
        for (var envelope : group) {
            var message = events.message(envelope);
            if (message.isEmpty()) {
                continue;
            }
            var sent = send(producer, envelope, message.get());
            acknowledged.add(sent);
            if (sent.isCompletedExceptionally()) {
                break;
            }
        }
        return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                .thenApply(all -> Done.getInstance());
    }

    private CompletableFuture<RecordMetadata> send(
            Producer<byte[], byte[]> producer, EventEnvelope<E> envelope, Message message) {
        var traceparent = events.traceparent(envelope);
        var span = telemetry.send(traceparent);
        var sent = clients.producer()
                .send(
                        producer,
                        toRecord(envelope, message, span.map(TraceParent::of).orElse(traceparent)));
        span.ifPresent(
                recorded -> sent.whenComplete((there, failure) -> MessagingTelemetry.end(recorded, failure == null)));
        return sent;
    }

    private ProducerRecord<byte[], byte[]> toRecord(EventEnvelope<E> envelope, Message message, String traceparent) {
        var headers = new EventHeaders(
                message.getDescriptorForType().getFullName(),
                envelope.persistenceId(),
                envelope.sequenceNumber(),
                traceparent);
        return new ProducerRecord<>(
                topic, null, envelope.entityId().getBytes(UTF_8), message.toByteArray(), headers.write());
    }
}
