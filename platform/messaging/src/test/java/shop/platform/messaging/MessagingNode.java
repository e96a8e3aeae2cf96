package shop.platform.messaging;

import static org.awaitility.Awaitility.await;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.typesafe.config.Config;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shop.devstack.KafkaBroker;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.RawWriter;
import shop.platform.journal.TestNode;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.PartitionedProjection;
import shop.platform.projection.Resettable;

/** A node, a cluster of its own, that publishes and consumes strings. */
record MessagingNode(TestNode node) implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(120);
    static final JournalProjection PUBLISHER = JournalProjection.publishing("publisher", "Thing");

    private static final String CONFIG = """
            shop.messaging {
              topic { replication = 1, min-insync-replicas = 1 }
              consumer { idle-check = 100ms, retry { min-backoff = 50ms, max-backoff = 500ms } }
            }
            """;

    private static final PublishedEvents<String> STRINGS = new PublishedEvents<>() {
        @Override
        public Optional<Message> message(EventEnvelope<String> envelope) {
            return Optional.of(StringValue.of(envelope.event()));
        }

        @Override
        public String traceparent(EventEnvelope<String> envelope) {
            return "trace of " + envelope.event();
        }
    };

    static MessagingNode start(String url, KafkaBroker broker, String overrides) {
        var servers = "shop.messaging.bootstrap-servers = \"" + broker.bootstrapServers() + "\"\n";
        var node = new MessagingNode(TestNode.start(url, CONFIG + servers + overrides));
        var cluster = Cluster.get(node.node.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        await().atMost(BOUND).until(() -> cluster.selfMember().status() == MemberStatus.up());
        return node;
    }

    PartitionedProjection publish(KafkaTopic topic) {
        return publish(topic, STRINGS);
    }

    PartitionedProjection publish(KafkaTopic topic, PublishedEvents<String> events) {
        return Publishing.start(node.system(), new TopicPublisher(PUBLISHER, topic.name()), String.class, events);
    }

    Consuming consume(String name, KafkaTopic topic, RecordHandler<StringValue> handler) {
        return Consuming.start(
                node.system(),
                new TopicConsumer(name, topic.name(), AppliedTable::empty),
                handler,
                StringValue.parser());
    }

    void createTopic(KafkaTopic topic) {
        Topics.create(node.system(), topic.name())
                .toCompletableFuture()
                .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    int partitions(KafkaTopic topic) {
        return KafkaClients.get(node.system()).settings().topic(topic.name()).partitions();
    }

    /** Events {@code from} to {@code to} of so many entities. */
    void write(int entities, long from, long to) throws SQLException {
        try (var writer = new RawWriter(node)) {
            for (var sequence = from; sequence <= to; sequence++) {
                for (var entity = 0; entity < entities; entity++) {
                    writer.write("Thing|" + entity, sequence);
                }
                writer.commit();
            }
        }
    }

    /** What the command does; it has happened, or nothing has. */
    static void reset(String url, Resettable resettable) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            resettable.reset(connection);
            connection.commit();
        }
    }

    Config config() {
        return node.system().settings().config();
    }

    String url() {
        return node.url();
    }

    @Override
    public void close() {
        node.close();
    }
}
