package shop.acceptance;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A topic as any consumer of the published language sees it.
 *
 * @param parser of the topic's messages
 */
record Topic<M>(String name, Parser<M> parser) {

    /** Everything in the topic now: by key, the messages in the order of their first coming, repetitions left out. */
    Map<String, List<M>> read(String bootstrapServers) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var messages = new HashMap<String, TreeMap<Long, M>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(received -> add(received, messages));
            }
            var result = new HashMap<String, List<M>>();
            messages.forEach((key, byNumber) -> result.put(key, new ArrayList<>(byNumber.values())));
            return result;
        }
    }

    /** A new message with a lower number than one before has lost its place. */
    private void add(ConsumerRecord<String, byte[]> received, Map<String, TreeMap<Long, M>> messages) {
        var number = Long.parseLong(
                new String(received.headers().lastHeader("sequence-number").value(), StandardCharsets.UTF_8));
        var before = messages.computeIfAbsent(received.key(), key -> new TreeMap<>());
        if (before.containsKey(number)) {
            return;
        }
        if (!before.isEmpty() && before.lastKey() > number) {
            throw new AssertionError(name + ": " + received.key() + ": " + number + " came after " + before.lastKey());
        }
        before.put(number, parse(received.value()));
    }

    private M parse(byte[] value) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(name + ": a record that is no message of the contract", e);
        }
    }
}
