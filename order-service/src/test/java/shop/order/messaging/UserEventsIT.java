package shop.order.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import com.google.protobuf.Timestamp;
import com.typesafe.config.ConfigFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.contract.user.events.UserCreated;
import shop.contract.user.events.UserDeactivated;
import shop.contract.user.events.UserEvent;
import shop.contract.user.events.UserReactivated;
import shop.contract.user.events.UserUpdated;
import shop.devstack.KafkaBroker;
import shop.devstack.PostgresServer;
import shop.platform.journal.DatabaseSettings;
import shop.testkit.TestNode;

/** The replica at the end of a real topic. */
class UserEventsIT {
    private static final Duration BOUND = Duration.ofSeconds(120);
    private static final String TOPIC = "user-events";

    private static KafkaBroker broker;
    private static DatabaseSettings database;
    private static ActorSystem<?> system;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start();
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get(60, SECONDS);
        }
        var kafka = ConfigFactory.parseString("""
                shop.messaging {
                  topic { replication = 1, min-insync-replicas = 1 }
                  consumer.idle-check = 100ms
                }
                """)
                .withFallback(
                        ConfigFactory.parseMap(Map.of("shop.messaging.bootstrap-servers", broker.bootstrapServers())));
        var config = TestNode.config(PostgresServer.shared().createDatabase(), kafka);
        database = DatabaseSettings.from(config);
        system = TestNode.start(config, "db/order");
        UserEventsConsumer.start(system);
    }

    @AfterAll
    static void stop() {
        TestNode.stop(system);
        broker.close();
    }

    @Test
    void followsTheTopicWhateverComesTwiceAndAResetToTheBeginningComesToTheSameRows() throws Exception {
        var random = new Random(11);
        var users = IntStream.range(0, 30).mapToObj(i -> UUID.randomUUID()).toList();
        var history = new ArrayList<UserEvent>();
        for (var revision = 1; revision <= 6; revision++) {
            for (var user : users) {
                history.add(event(random, user, revision));
            }
        }
        send(history);
        send(history.subList(60, 120));
        var last = UUID.randomUUID();
        send(List.of(event(random, last, 1)));
        awaitRevision(users, 6);
        awaitRevision(List.of(last), 1);
        var replica = replica();

        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            UserEventsConsumer.DECLARED.reset(connection);
            connection.commit();
        }

        awaitRevision(users, 6);
        awaitRevision(List.of(last), 1);
        assertThat(replica()).isEqualTo(replica).hasSize(users.size() + 1);
    }

    private static UserEvent event(Random random, UUID user, long revision) {
        var event = UserEvent.newBuilder()
                .setUserId(user.toString())
                .setRevision(revision)
                .setTime(Timestamp.newBuilder().setSeconds(revision));
        if (revision == 1) {
            return event.setCreated(UserCreated.getDefaultInstance()).build();
        }
        return switch (random.nextInt(3)) {
            case 0 -> event.setUpdated(UserUpdated.getDefaultInstance()).build();
            case 1 -> event.setDeactivated(UserDeactivated.getDefaultInstance()).build();
            default ->
                event.setReactivated(UserReactivated.getDefaultInstance()).build();
        };
    }

    private static void send(List<UserEvent> events) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var sent = new ArrayList<Future<?>>();
            for (var event : events) {
                var message = new ProducerRecord<>(TOPIC, event.getUserId(), event.toByteArray());
                message.headers()
                        .add("type", UserEvent.getDescriptor().getFullName().getBytes(UTF_8))
                        .add("persistence-id", ("User|" + event.getUserId()).getBytes(UTF_8))
                        .add(
                                "sequence-number",
                                String.valueOf(event.getRevision()).getBytes(UTF_8));
                sent.add(producer.send(message));
            }
            for (var each : sent) {
                each.get(60, SECONDS);
            }
        }
    }

    private static void awaitRevision(List<UUID> users, long revision) {
        await().atMost(BOUND).until(() -> {
            var rows = replica();
            return users.stream()
                    .allMatch(user -> rows.stream().anyMatch(row -> row.startsWith(user + " " + revision)));
        });
    }

    private static List<String> replica() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select concat_ws(' ', user_id, revision, status,"
                        + " deactivation_revision, updated_at) from user_replica order by user_id")) {
            var replica = new ArrayList<String>();
            while (rows.next()) {
                replica.add(rows.getString(1));
            }
            return replica;
        }
    }
}
