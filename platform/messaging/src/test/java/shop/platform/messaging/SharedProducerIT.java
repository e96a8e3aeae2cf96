package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import shop.devstack.KafkaBroker;

class SharedProducerIT {
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(25);

    @Test
    void whatIsQueuedBehindARecordThatCouldNotBeDeliveredIsNotDeliveredEither() throws Exception {
        try (var broker = KafkaBroker.start()) {
            var topic = KafkaTopic.unique(broker);
            create(topic);
            var shared = new SharedProducer(settings(broker));
            var producer = shared.get();
            shared.send(producer, message(topic, "0")).get(60, SECONDS);

            broker.stop();
            var first = shared.send(producer, message(topic, "1"));
            await().during(DELIVERY_TIMEOUT.minusSeconds(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> true);
            // Its own time would last until the broker is back.
            var second = shared.send(producer, message(topic, "2".repeat(2_000)));
            await().atMost(Duration.ofSeconds(60)).until(first::isDone);
            broker.restart();

            await().atMost(Duration.ofSeconds(60)).until(second::isDone);
            assertThat(first).isCompletedExceptionally();
            assertThat(second).isCompletedExceptionally();
            shared.send(shared.get(), message(topic, "1")).get(60, SECONDS);
            assertThat(topic.read())
                    .extracting(one -> new String(one.value(), UTF_8))
                    .containsExactly("0", "1");
            shared.close(Duration.ofSeconds(5));
        }
    }

    private static Map<String, Object> settings(KafkaBroker broker) {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("acks", "all");
        settings.put("delivery.timeout.ms", (int) DELIVERY_TIMEOUT.toMillis());
        settings.put("request.timeout.ms", 5_000);
        // A batch for each record that does not fit what is left of the one before, so that each has its own time.
        settings.put("batch.size", 0);
        // Remembers where the topic is, so that records are queued while the broker is away.
        settings.put("metadata.recovery.strategy", "none");
        return settings;
    }

    private static void create(KafkaTopic topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", topic.broker().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic.name(), 1, (short) 1)))
                    .all()
                    .get(60, SECONDS);
        }
    }

    private static ProducerRecord<byte[], byte[]> message(KafkaTopic topic, String value) {
        return new ProducerRecord<>(topic.name(), value.getBytes(UTF_8));
    }
}
