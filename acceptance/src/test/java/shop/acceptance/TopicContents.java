package shop.acceptance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What stood on a topic at one moment.
 *
 * @param events which they were, each by its entity and its number
 * @param ends where it ended
 */
record TopicContents(Set<String> events, Map<TopicPartition, Long> ends) {

    static TopicContents of(String kafka, String topic) {
        return read(kafka, topic, Map.of());
    }

    /** What has been written since. */
    TopicContents since(String kafka, String topic) {
        return read(kafka, topic, ends);
    }

    private static TopicContents read(String kafka, String topic, Map<TopicPartition, Long> from) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            from.forEach(consumer::seek);
            var ends = new HashMap<>(consumer.endOffsets(partitions));
            var events = new HashSet<String>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(one -> {
                    var number = one.headers().lastHeader("sequence-number").value();
                    events.add(one.key() + "#" + new String(number, StandardCharsets.UTF_8));
                });
            }
            return new TopicContents(events, ends);
        }
    }
}
