package shop.devstack;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The broker's own settings: one node, small, and nothing that waits for nodes that do not exist.
 *
 * @param tls of the port that clients use; empty: they speak plaintext
 */
record KafkaSettings(int port, int controllerPort, Path logDirectory, Optional<Tls> tls) {

    /**
     * Files in PEM.
     *
     * @param keyStore certificate and key
     * @param clients what clients need besides
     */
    record Tls(Path keyStore, Path authority, Clients clients) {
        private String properties() {
            return """
                    listener.security.protocol.map=SSL:SSL,CONTROLLER:PLAINTEXT
                    ssl.keystore.type=PEM
                    ssl.keystore.location=%s
                    ssl.truststore.type=PEM
                    ssl.truststore.location=%s
                    ssl.client.auth=%s
                    """.formatted(keyStore, authority, clients == Clients.ANY ? "none" : "required")
                    + (clients == Clients.WITH_RIGHTS ? AUTHORIZER : "");
        }
    }

    /** Who is let in over TLS. */
    enum Clients {
        ANY,
        WITH_CERTIFICATE,
        /** With a certificate, named by its common name, and only to what the name has a right to; {@code kafka} to everything. */
        WITH_RIGHTS
    }

    private static final String AUTHORIZER = """
            authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
            ssl.principal.mapping.rules=RULE:^.*CN=([^,]+).*$/$1/,DEFAULT
            super.users=User:kafka;User:ANONYMOUS
            """;

    String properties() {
        return """
                process.roles=broker,controller
                node.id=1
                listeners=%4$s://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=%4$s
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s

                # A topic that nobody has asked for is a mistake.
                auto.create.topics.enable=false
                num.partitions=1
                default.replication.factor=1
                min.insync.replicas=1

                # The broker's own topics.
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1

                # A group that forms does not wait for members that may come, and one that lost a member finds out soon.
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000

                # After a kill the broker may register again when the session of its former self has passed.
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500

                # The defaults are for large machines.
                num.network.threads=2
                num.io.threads=4
                background.threads=2
                log.cleaner.dedupe.buffer.size=4194304
                """.formatted(port, controllerPort, logDirectory, tls.isPresent() ? "SSL" : "PLAINTEXT")
                + tls.map(Tls::properties).orElse("");
    }
}
