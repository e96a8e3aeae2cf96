package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.FreezableProxy;
import shop.devstack.LoggedLines;
import shop.devstack.OpenSsl;
import shop.devstack.Ports;

@Timeout(300)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureClusterIT {
    private static final String QUICKLY = "shop.tls.reload-interval = 100ms\n";

    @TempDir
    private Path folder;

    private DevelopmentCertificates certificates;
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void make() {
        certificates = DevelopmentCertificates.make(folder.resolve("ours"), "user-service", "order-service");
    }

    @AfterEach
    void stop() {
        // Not awaited: Artery's TLS streams were seen to outlive the shutdown of their actor system. A node's own JVM
        // exits
        // all the same when the last phase is over.
        nodes.forEach(TestNode::leave);
    }

    @Test
    void nodesFormAClusterAndGoOnWithNewCertificatesOfANewAuthority() throws Exception {
        nodes.addAll(TestNode.cluster(2, certificates.settings("user-service") + QUICKLY));

        try (var log = LoggedLines.open("shop.platform.tls")) {
            replaceCertificatesAndAuthority(log);
        }

        var third = start(certificates.settings("user-service"));
        third.join(nodes.get(0)).awaitUp();
        nodes.forEach(node -> await().atMost(TestNode.BOUND).until(() -> node.membersUp() == 3));
    }

    @Test
    void aNodeOfAnotherServiceIsRefusedAndTheLogSaysWhy() {
        var seed = start(certificates.settings("user-service"));
        seed.join(seed).awaitUp();
        try (var log = LoggedLines.open("shop.platform.tls")) {
            start(certificates.settings("order-service")).join(seed);

            await().atMost(TestNode.BOUND)
                    .until(() -> log.has("WARN TLS: refused", "spiffe://shop/", "(expected: spiffe://shop/"));
        }
        assertThat(seed.membersUp()).isEqualTo(1);
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefusedAndTheLogSaysWhy() {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "user-service");
        var seed = start(certificates.settings("user-service"));
        seed.join(seed).awaitUp();
        try (var log = LoggedLines.open("shop.platform.tls")) {
            start(foreign.settings("user-service")).join(seed);

            await().atMost(TestNode.BOUND)
                    .until(() -> log.has("WARN TLS: refused the certificate of CN=user-service", "certification path"));
        }
        assertThat(seed.membersUp()).isEqualTo(1);
    }

    @Test
    void aPeerWhoseCertificateHasExpiredIsRefusedAtEitherEndAndTheLogSaysWhy() {
        var node = start(certificates.settings("user-service"));
        // The node keeps its last good ones, and would not even start with these.
        certificates.renewExpired("user-service");

        try (var log = LoggedLines.open("shop.platform.tls");
                var peer = OpenSsl.server(certificates, "user-service")) {
            node.cluster().join(new Address("akka", "user-service", "127.0.0.1", peer.port()));
            await().atMost(TestNode.BOUND)
                    .until(() ->
                            log.has("WARN TLS: refused the certificate of CN=user-service", "127.0.0.1", "NotAfter"));
        }
        try (var log = LoggedLines.open("shop.platform.tls")) {
            await().atMost(TestNode.BOUND).until(() -> {
                OpenSsl.connect(certificates, "user-service", port(node));
                // Again and again: of refusals in quick succession only one is told.
                return log.has("WARN TLS: refused the certificate of CN=user-service", "a peer", "NotAfter");
            });
        }
    }

    @Test
    void messagesGoOnWhileCertificatesAndAuthorityAreReplacedAndAfterTheConnectionsAreCut() throws Exception {
        var ports = List.of(Ports.free(), Ports.free());
        try (var one = new FreezableProxy(ports.get(0));
                var two = new FreezableProxy(ports.get(1));
                var log = LoggedLines.open("shop.platform.tls")) {
            var first = start(certificates.settings("user-service") + behind(one, ports.get(0)));
            var second = start(certificates.settings("user-service") + behind(two, ports.get(1)));
            try (var echo = EchoLoad.start(first.system(), second.system())) {
                echo.awaitAnswers(1, 100);

                replaceCertificatesAndAuthority(log);
                echo.awaitAllSent();

                var before = echo.sent();
                one.cut();
                two.cut();
                echo.awaitAnswers(before + 1, 100);
            }
            for (var port : ports) {
                assertShownToWhoTrustsTheNewAuthorityOnly(port);
            }
        }
    }

    /** Returns when both nodes use them. */
    private void replaceCertificatesAndAuthority(LoggedLines log) throws IOException {
        Files.delete(certificates.authority());
        certificates.renew("user-service");
        await().atMost(TestNode.BOUND)
                .until(() -> log.lines().stream()
                                .filter(line -> line.contains("new connections use"))
                                .count()
                        >= 2);
    }

    private static int port(TestNode node) {
        return node.cluster().selfAddress().getPort().orElseThrow();
    }

    private static String behind(FreezableProxy proxy, int port) {
        return "shop.cluster.artery-port = %d\nakka.remote.artery.bind.port = %d\n".formatted(proxy.port(), port);
    }

    private void assertShownToWhoTrustsTheNewAuthorityOnly(int port) throws IOException {
        var sockets = certificates.clientContext().getSocketFactory();
        try (var socket = (SSLSocket) sockets.createSocket("127.0.0.1", port)) {
            socket.startHandshake();
        }
    }

    private TestNode start(String settings) {
        var node = TestNode.start(settings + QUICKLY);
        nodes.add(node);
        return node;
    }
}
