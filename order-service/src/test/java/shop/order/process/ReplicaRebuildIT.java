package shop.order.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import shop.contract.user.events.UserCreated;
import shop.contract.user.events.UserDeactivated;
import shop.contract.user.events.UserEvent;
import shop.contract.user.events.UserReactivated;
import shop.devstack.KafkaBroker;
import shop.devstack.PostgresServer;
import shop.order.domain.OrderStatus;
import shop.order.domain.Orders;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.order.messaging.UserEventsConsumer;
import shop.order.users.CurrentReplica;
import shop.order.users.GuardedUserDirectory;
import shop.platform.journal.DatabaseSettings;
import shop.testkit.TestNode;

/** The replica is rebuilt from a real topic while orders are open and user-service is away. */
class ReplicaRebuildIT {
    private static final String TOPIC = "user-events";

    private final List<UUID> users =
            IntStream.range(0, 40).mapToObj(i -> UUID.randomUUID()).toList();

    @Test
    void noOrderIsCancelledForWhatItsUserOnceWasAndEachIsConfirmedByWhatItIsNow() throws Exception {
        try (var broker = KafkaBroker.start()) {
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1)))
                        .all()
                        .get(60, SECONDS);
            }
            send(broker, 1, event -> event.setCreated(UserCreated.getDefaultInstance()));
            send(broker, 2, event -> event.setDeactivated(UserDeactivated.getDefaultInstance()));
            send(broker, 3, event -> event.setReactivated(UserReactivated.getDefaultInstance()));
            var settings = ConfigFactory.parseString("""
                    shop.order.process { poll-interval = 10ms, retry-interval = 20ms }
                    shop.messaging.consumer { batch-size = 1, idle-check = 50ms }
                    akka.discovery.config.services.user-service.endpoints = []
                    shop.messaging.bootstrap-servers = "%s"
                    """.formatted(broker.bootstrapServers()));
            var config = TestNode.config(PostgresServer.shared().createDatabase(), settings);
            var system = TestNode.start(config, "db/order");
            var orders = new Orders(system);
            orders.start();
            var process =
                    OpenOrders.start(system, orders, GuardedUserDirectory.create(system), CurrentReplica.of(system));
            try (var node = new ProcessNode(system, orders, process)) {
                UserEventsConsumer.start(system);
                var confirmed = users.stream()
                        .map(user -> node.place(user, new UserStanding.Active(3, VerifiedBy.USER_SERVICE)))
                        .toList();
                for (var rebuild = 0; rebuild < 3; rebuild++) {
                    var pending = users.stream()
                            .map(user -> node.place(user, new UserStanding.Undetermined()))
                            .toList();
                    try (var connection = DatabaseSettings.from(config).connect()) {
                        connection.setAutoCommit(false);
                        UserEventsConsumer.DECLARED.reset(connection);
                        connection.commit();
                    }

                    assertThat(pending)
                            .allSatisfy(order -> assertThat(
                                            node.awaitStatus(order, status -> status != OrderStatus.PENDING))
                                    .satisfies(found -> {
                                        assertThat(found.status()).isEqualTo(OrderStatus.CONFIRMED);
                                        assertThat(found.userRevision()).isEqualTo(3);
                                    }));
                }
                assertThat(confirmed)
                        .allSatisfy(
                                order -> assertThat(node.get(order).status()).isEqualTo(OrderStatus.CONFIRMED));
            }
        }
    }

    private void send(KafkaBroker broker, long revision, Consumer<UserEvent.Builder> kind) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (var user : users) {
                var event = UserEvent.newBuilder()
                        .setUserId(user.toString())
                        .setRevision(revision)
                        .setTime(Timestamp.newBuilder().setSeconds(revision));
                kind.accept(event);
                var message = new ProducerRecord<>(
                        TOPIC, user.toString(), event.build().toByteArray());
                message.headers()
                        .add("type", UserEvent.getDescriptor().getFullName().getBytes(UTF_8))
                        .add("persistence-id", ("User|" + user).getBytes(UTF_8))
                        .add("sequence-number", String.valueOf(revision).getBytes(UTF_8));
                producer.send(message).get(60, SECONDS);
            }
        }
    }
}
