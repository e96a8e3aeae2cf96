package shop.user;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import shop.contract.user.events.UserEvent;
import shop.devstack.KafkaBroker;

/** The topic {@code user-events}, read with Kafka's own client. */
final class PublishedUserEvents {
    private static final String TOPIC = "user-events";

    private PublishedUserEvents() {}

    /** What is there now under the key {@code userId}, in its order. */
    static List<UserEvent> of(String userId) throws InvalidProtocolBufferException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", KafkaBroker.shared().bootstrapServers());
        var events = new ArrayList<UserEvent>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    if (message.key().equals(userId)) {
                        events.add(UserEvent.parseFrom(message.value()));
                    }
                }
            }
        }
        return events;
    }
}
