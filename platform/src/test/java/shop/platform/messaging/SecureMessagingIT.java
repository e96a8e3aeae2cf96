package shop.platform.messaging;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
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
        assertThatThrownBy(() -> send(broker, "")).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aBrokerThatAsksForCertificatesTakesEventsOfAClientWithOneOnly() throws Exception {
        certificates.renew("kafka", "user-service");
        try (var mutual = KafkaBroker.startMutual(certificates)) {
            var withCertificate = trusting(certificates.authority())
                    + """
                    shop.messaging.kafka-clients {
                      ssl.keystore.type = PEM, ssl.keystore.location = "%s"
                    }
                    """.formatted(certificates.keyStore("user-service", folder.resolve("user-service-all.pem")));
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

    private static String trusting(Path authority) {
        return """
                shop.messaging.kafka-clients {
                  security.protocol = SSL, ssl.truststore.type = PEM, ssl.truststore.location = "%s"
                }
                """.formatted(authority);
    }

    private static RecordMetadata send(KafkaBroker to, String clients) throws Exception {
        var topic = KafkaTopic.unique(to);
        var config = ConfigFactory.parseString("""
                        shop.messaging { bootstrap-servers = "%s", producer.max-block = 3s }
                        """.formatted(to.bootstrapServers()) + clients)
                .withFallback(ConfigFactory.defaultReference());
        var producer = new SharedProducer(new KafkaSettings(config).producer());
        try {
            return producer.send(producer.get(), topic.event("a", 1)).get(60, SECONDS);
        } finally {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
