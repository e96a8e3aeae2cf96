package shop.platform.messaging;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.KafkaBroker;
import shop.platform.journal.TestNode;

/** A node's clients of a broker that listens for TLS only, with the settings that the README gives. */
@Timeout(300)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureMessagingIT {
    @TempDir
    private static Path folder;

    private static DevelopmentCertificates certificates;
    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        certificates = DevelopmentCertificates.make(folder.resolve("ours"), "kafka");
        broker = KafkaBroker.startSecure(certificates);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void eventsArePublishedAndConsumedOverTls() throws Exception {
        var url = TestNode.newDatabase();
        var topic = KafkaTopic.unique(broker);
        try (var node = MessagingNode.start(url, broker, trusting(certificates.authority()))) {
            node.consume("consumer", topic, AppliedTable::write);
            node.publish(topic);
            node.write(5, 1, 10);

            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 50);
            assertThat(AppliedTable.differences(url)).isEmpty();
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityIsRefusedAndTheReasonIsGiven() {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "kafka");

        assertThatThrownBy(() -> send(broker, trusting(foreign.authority())))
                .hasCauseInstanceOf(SslAuthenticationException.class)
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void theBrokerTakesNothingInPlaintext() {
        var briefly = "shop.messaging.producer.max-block = 3s";

        assertThatThrownBy(() -> send(broker, briefly)).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aBrokerThatAsksForCertificatesTakesEventsOfAClientWithOneOnly() throws Exception {
        certificates.renew("kafka", "user-service");
        try (var mutual = KafkaBroker.startMutual(certificates)) {
            var withCertificate = as("user-service");
            var url = TestNode.newDatabase();
            var topic = KafkaTopic.unique(mutual);
            try (var node = MessagingNode.start(url, mutual, withCertificate)) {
                node.consume("consumer", topic, AppliedTable::write);
                node.publish(topic);
                node.write(5, 1, 10);

                await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 50);
            }
            assertThatThrownBy(() -> send(mutual, trusting(certificates.authority())))
                    .rootCause()
                    .hasMessageMatching(".*Received fatal alert: (bad_certificate|certificate_required)"); // JDK 17, 25
        }
    }

    @Test
    void withTheDeliveredRightsServicesDoTheirWorkAndNobodyDoesAnothers() throws Exception {
        certificates.renew("kafka", "user-service", "order-service");
        try (var authorizing = KafkaBroker.startAuthorizing(certificates)) {
            giveRights(authorizing);
            var topic = new KafkaTopic(authorizing, "user-events");
            var orders = TestNode.newDatabase();
            try (var publisher = MessagingNode.start(TestNode.newDatabase(), authorizing, as("user-service"));
                    var consumer = MessagingNode.start(orders, authorizing, as("order-service"))) {
                var consuming = consumer.consume("order-service-users", topic, AppliedTable::write);
                publisher.publish(topic);
                publisher.write(5, 1, 10);
                await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(orders) == 50);

                send(authorizing, as("user-service"), topic.raw("poison", new byte[] {1}, List.of()));
                await().atMost(MessagingNode.BOUND).until(() -> consuming.deadLetters() == 1);
            }

            assertThatThrownBy(() -> send(authorizing, as("order-service"), topic.event("a", 1)))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> delete(authorizing, "order-service", topic.name()))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            delete(authorizing, "user-service", topic.name());
        }
    }

    private static void giveRights(KafkaBroker broker) throws Exception {
        var rights = new ArrayList<AclBinding>();
        for (var line : Files.readAllLines(Path.of("..", "..", "deploy", "kafka", "acls.conf"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                var words = line.split(" +");
                var resource = new ResourcePattern(ResourceType.fromString(words[1]), words[2], PatternType.LITERAL);
                for (var operation : words[3].split(",")) {
                    rights.add(new AclBinding(
                            resource,
                            new AccessControlEntry(
                                    "User:" + words[0],
                                    "*",
                                    SecurityUtils.operation(operation),
                                    AclPermissionType.ALLOW)));
                }
            }
        }
        assertThat(rights).hasSizeGreaterThan(15).noneMatch(AclBinding::isUnknown);
        try (var admin = admin(broker, "kafka")) {
            admin.createAcls(rights).all().get(60, SECONDS);
        }
    }

    private static void delete(KafkaBroker broker, String service, String topic) throws Exception {
        try (var admin = admin(broker, service)) {
            admin.deleteTopics(List.of(topic)).all().get(60, SECONDS);
        }
    }

    private static Admin admin(KafkaBroker broker, String service) throws IOException {
        return Admin.create(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificates.authority().toString(),
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.location",
                keyStore(service).toString()));
    }

    private static Path keyStore(String service) throws IOException {
        return certificates.keyStore(service, folder.resolve(service + "-all.pem"));
    }

    /** The clients of a node that shows this service's certificate. */
    private static String as(String service) throws IOException {
        return trusting(certificates.authority()) + """
                shop.messaging.kafka-clients {
                  ssl.keystore.type = PEM, ssl.keystore.location = "%s"
                }
                """.formatted(keyStore(service));
    }

    private static String trusting(Path authority) {
        return """
                shop.messaging.kafka-clients {
                  security.protocol = SSL, ssl.truststore.type = PEM, ssl.truststore.location = "%s"
                }
                """.formatted(authority);
    }

    private static RecordMetadata send(KafkaBroker to, String clients) throws Exception {
        return send(to, clients, KafkaTopic.unique(to).event("a", 1));
    }

    private static RecordMetadata send(KafkaBroker to, String clients, ProducerRecord<byte[], byte[]> record)
            throws Exception {
        var config = ConfigFactory.parseString("""
                        shop.messaging { bootstrap-servers = "%s", producer.max-block = 30s }
                        """.formatted(to.bootstrapServers()) + clients)
                .withFallback(ConfigFactory.defaultReference());
        var producer = new SharedProducer(new KafkaSettings(config).producer());
        try {
            return producer.send(producer.get(), record).get(60, SECONDS);
        } finally {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
