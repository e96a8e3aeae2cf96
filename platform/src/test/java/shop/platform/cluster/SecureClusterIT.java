package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.platform.tls.LoggedLines;

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

        Files.delete(certificates.authority());
        try (var log = LoggedLines.open()) {
            certificates.renew("user-service");
            await().atMost(TestNode.BOUND)
                    .until(() -> log.lines().stream()
                                    .filter(line -> line.contains("new connections use"))
                                    .count()
                            >= 2);
        }

        var third = start(certificates.settings("user-service"));
        third.join(nodes.get(0)).awaitUp();
        nodes.forEach(node -> await().atMost(TestNode.BOUND).until(() -> node.membersUp() == 3));
    }

    @Test
    void aNodeOfAnotherServiceIsRefusedAndTheLogSaysWhy() {
        var seed = start(certificates.settings("user-service"));
        seed.join(seed).awaitUp();
        try (var log = LoggedLines.open()) {
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
        try (var log = LoggedLines.open()) {
            start(foreign.settings("user-service")).join(seed);

            await().atMost(TestNode.BOUND)
                    .until(() -> log.has("WARN TLS: refused the certificate of CN=user-service", "certification path"));
        }
        assertThat(seed.membersUp()).isEqualTo(1);
    }

    private TestNode start(String settings) {
        var node = TestNode.start(settings + QUICKLY);
        nodes.add(node);
        return node;
    }
}
