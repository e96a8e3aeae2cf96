package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.StringValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import shop.devstack.KafkaBroker;

/** A topic seen with Kafka's own client, without anything of the platform. */
record KafkaTopic(KafkaBroker broker, String name) {
    private static final String TYPE = StringValue.getDescriptor().getFullName();

    static KafkaTopic unique(KafkaBroker broker) {
        return new KafkaTopic(broker, "topic-" + UUID.randomUUID());
    }

    /** A new producer each time, as that of a publisher which starts again. */
    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var sent = records.stream().map(producer::send).toList();
            for (var one : sent) {
                one.get(60, SECONDS);
            }
        }
    }

    void delete() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(name)).all().get(60, SECONDS);
            Awaitility.await()
                    .until(() -> !admin.listTopics().names().get(60, SECONDS).contains(name));
        }
    }

    /** As a producer may that has larger bounds than ours: the broker sees the compressed size only. */
    void sendCompressed(ProducerRecord<byte[], byte[]> large) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                10_000_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(large).get(60, SECONDS);
        }
    }

    ProducerRecord<byte[], byte[]> event(String persistenceId, long sequenceNumber) {
        return event(persistenceId, sequenceNumber, persistenceId + "#" + sequenceNumber);
    }

    ProducerRecord<byte[], byte[]> event(String persistenceId, long sequenceNumber, String content) {
        var headers = new EventHeaders(TYPE, persistenceId, sequenceNumber, "").write();
        return raw(persistenceId, StringValue.of(content).toByteArray(), headers);
    }

    ProducerRecord<byte[], byte[]> raw(String key, byte[] value, List<Header> headers) {
        return new ProducerRecord<>(name, null, key.getBytes(UTF_8), value, headers);
    }

    /** All that is there now, by partition and offset. */
    List<ConsumerRecord<byte[], byte[]>> read() {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    static String header(ConsumerRecord<?, ?> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
