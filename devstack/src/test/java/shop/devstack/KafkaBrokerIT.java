package shop.devstack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaBrokerIT {
    private static final Duration BOUND = Duration.ofSeconds(90);

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        try (var broker = KafkaBroker.start()) {
            createTopic(broker, "kept");
            send(broker, "kept", "before");

            broker.kill();
            broker.restart();

            send(broker, "kept", "after");
            assertThat(read(broker, "kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void aSuspendedBrokerDoesNotAnswerUntilItGoesOn() throws Exception {
        try (var broker = KafkaBroker.start()) {
            createTopic(broker, "frozen");

            broker.suspend();
            assertThat(broker.isReady()).isFalse();

            broker.resume();
            await().atMost(BOUND).until(broker::isReady);
            send(broker, "frozen", "thawed");
            assertThat(read(broker, "frozen", 1)).containsExactly("thawed");
        }
    }

    @Test
    void aTopicThatNobodyCreatedDoesNotExist() {
        try (var admin = admin(KafkaBroker.shared())) {
            assertThatThrownBy(() -> admin.describeTopics(Set.of("nowhere"))
                            .allTopicNames()
                            .get(BOUND.toSeconds(), SECONDS))
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void aTakenPortIsReported() {
        var taken = KafkaBroker.shared().port();
        var workspace = Workspace.temporary();
        try (var second = KafkaBroker.in(workspace, taken, Ports.free())) {
            assertThatThrownBy(second::launch)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port: " + taken);
        } finally {
            workspace.delete();
        }
    }

    @Test
    void aClosedBrokerLeavesNoProcess() {
        var broker = KafkaBroker.start();
        var pid = broker.pid();

        broker.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    private static Admin admin(KafkaBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static void createTopic(KafkaBroker broker, String topic) throws Exception {
        try (var admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(BOUND.toSeconds(), SECONDS);
        }
    }

    private static void send(KafkaBroker broker, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(BOUND.toSeconds(), SECONDS);
        }
    }

    private static List<String> read(KafkaBroker broker, String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", "reader", "auto.offset.reset", "earliest");
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(BOUND).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
