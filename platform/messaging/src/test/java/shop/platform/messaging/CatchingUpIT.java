package shop.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.StringValue;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import shop.devstack.KafkaBroker;
import shop.platform.journal.TestNode;

/** When what a consumer writes may be taken for the present. */
class CatchingUpIT {
    private static final String SMALL_BATCHES = "shop.messaging.consumer.batch-size = 5\n";

    private final KafkaBroker broker = KafkaBroker.shared();
    private final KafkaTopic topic = KafkaTopic.unique(broker);
    private final String name = "consumer-of-" + topic.name();
    private final String url = TestNode.newDatabase();
    /** Records that may still be handled. */
    private final AtomicInteger open = new AtomicInteger();

    private final AtomicBoolean waiting = new AtomicBoolean();

    @Test
    void isCurrentWhenItHasPassedTheEndThatEachPartitionHadAtItsStart() throws Exception {
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            node.createTopic(topic);
            send(60);
            node.consume(name, topic, this::handle);

            await().atMost(MessagingNode.BOUND).until(waiting::get);
            assertThat(isCurrent(node)).isFalse();
            open.set(59);
            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) >= 55);
            staysBehind(node);

            open.set(1000);
            awaitCurrent(node);
            assertThat(AppliedTable.size(url)).isEqualTo(60);
        }
    }

    @Test
    void aConsumerOfAnEmptyTopicIsCurrentAtOnce() {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            assertThat(isCurrent(node)).isFalse();

            node.consume(name, topic, this::handle);

            awaitCurrent(node);
        }
    }

    @Test
    void isNotCurrentFromItsRebuildUntilItHasHandledAllAgain() throws Exception {
        open.set(1000);
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            node.createTopic(topic);
            send(60);
            node.consume(name, topic, this::handle);
            awaitCurrent(node);

            open.set(30);
            MessagingNode.reset(url, new TopicConsumer(name, topic.name(), AppliedTable::empty));
            assertThat(isCurrent(node)).isFalse();
            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) >= 25);
            staysBehind(node);

            open.set(1000);
            awaitCurrent(node);
        }
    }

    @Test
    void isNotCurrentWhileItLiesFarBehindWithoutARestart() throws Exception {
        open.set(1000);
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            node.createTopic(topic);
            send(1);
            node.consume(name, topic, this::handle);
            awaitCurrent(node);

            open.set(0);
            send(100);
            await().atMost(MessagingNode.BOUND).until(() -> !isCurrent(node));

            open.set(1000);
            awaitCurrent(node);
            assertThat(AppliedTable.size(url)).isEqualTo(101);
        }
    }

    @Test
    void aNodeThatStartsBelievesNothingThatWasWrittenBeforeUntilItWasComparedAgain() throws Exception {
        open.set(1000);
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            node.createTopic(topic);
            send(20);
            node.consume(name, topic, this::handle);
            awaitCurrent(node);
        }
        send(20);
        open.set(0);
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            assertThat(isCurrent(node)).isFalse();
            node.consume(name, topic, this::handle);
            staysBehind(node);

            open.set(1000);
            awaitCurrent(node);
        }
    }

    @Test
    void aSecondNodesArrivalMakesBothCompareAgain() throws Exception {
        open.set(1000);
        try (var first = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            first.createTopic(topic);
            send(20);
            first.consume(name, topic, this::handle);
            awaitCurrent(first);
            try (var second = MessagingNode.start(url, broker, SMALL_BATCHES)) {
                second.consume(name, topic, this::handle);

                awaitCurrent(second);
                awaitCurrent(first);
            }
        }
    }

    private void handle(java.sql.Connection connection, java.util.List<ReceivedRecord<StringValue>> records)
            throws SQLException {
        if (open.addAndGet(-records.size()) < 0) {
            open.addAndGet(records.size());
            waiting.set(true);
            throw new SQLException("not yet");
        }
        AppliedTable.write(connection, records);
    }

    private void send(int count) throws Exception {
        var events = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var i = 0; i < count; i++) {
            events.add(topic.event("entity " + i % 7, ++sent));
        }
        topic.send(events);
    }

    private long sent;

    private void staysBehind(MessagingNode node) {
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20)).until(() -> !isCurrent(node));
    }

    private void awaitCurrent(MessagingNode node) {
        await().atMost(MessagingNode.BOUND).until(() -> isCurrent(node));
    }

    private boolean isCurrent(MessagingNode node) {
        var start = ConsumerStarts.get(node.node().system()).of(name);
        if (start.isEmpty()) {
            return false;
        }
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.prepareStatement("select consumer_is_current(?, ?)")) {
            statement.setString(1, name);
            statement.setLong(2, start.get());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
