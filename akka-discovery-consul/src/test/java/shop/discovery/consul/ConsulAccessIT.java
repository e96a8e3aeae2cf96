package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.discovery.consul.TestSystem.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.ConsulAgent;
import shop.devstack.ConsulOptions;

@RequiresConsul
class ConsulAccessIT {
    private static final String TOKEN = UUID.randomUUID().toString();
    private static final String WRONG = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    private static ServiceRegistration user() {
        return ServiceRegistration.builder(
                        "user", "user-1", "127.0.0.1", 8080, HttpCheck.of("http://127.0.0.1:1/health"))
                .initialStatus(CheckStatus.PASSING)
                .build();
    }

    @Test
    void withTheRightTokenInstancesAreRegisteredAndFound() {
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withToken(TOKEN));
                var system = new TestSystem(agent.port(), "akka.discovery.akka-consul.token = " + TOKEN)) {
            TestSystem.await(system.registration().register(user()).registered());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(system.targets("user")).containsExactly("127.0.0.1:8080"));
        }
    }

    @Test
    void aWrongTokenIsRefusedWithAMessageThatSaysSoAndHoldsNoToken() {
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withToken(TOKEN));
                var system = new TestSystem(agent.port(), "akka.discovery.akka-consul.token = " + WRONG)) {
            assertThatThrownBy(() -> system.targets("user"))
                    .hasCauseInstanceOf(ConsulException.class)
                    .hasMessageContaining("403")
                    .hasMessageContaining("ACL")
                    .hasMessageNotContaining(WRONG);
            assertThat(system.catalog().settings().toString()).doesNotContain(WRONG);
        }
    }

    @Test
    void aTokenThatIsReplacedInItsFileIsUsedAtOnce() throws IOException {
        var file = Files.writeString(directory.resolve("token"), WRONG + "\n");
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withToken(TOKEN));
                var system = new TestSystem(agent.port(), "akka.discovery.akka-consul.token-file = \"" + file + "\"")) {
            var instance = system.registration().register(user());
            assertThatThrownBy(() -> system.targets("user")).hasMessageContaining("403");

            Files.writeString(file, TOKEN + "\n");

            TestSystem.await(instance.registered());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(system.targets("user")).containsExactly("127.0.0.1:8080"));
        }
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        try (var agent = ConsulAgent.start();
                var system = new TestSystem(
                        agent.port(),
                        "akka.discovery.akka-consul.token-file = \"" + directory.resolve("none") + "\"")) {
            assertThatThrownBy(() -> system.targets("user")).hasMessageContaining("token-file: " + directory);
        }
    }

    @Test
    void overTlsBothSidesProveWhoTheyAre() throws Exception {
        var files = Certificates.create(directory);
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withTls(files.agent()));
                var system = new TestSystem(agent.tlsPort().orElseThrow(), files.client());
                var anonymous = new TestSystem(agent.tlsPort().orElseThrow(), files.withoutIdentity());
                var trustless = new TestSystem(agent.tlsPort().orElseThrow(), files.withForeignAuthority())) {
            TestSystem.await(system.registration().register(user()).registered());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(system.targets("user")).containsExactly("127.0.0.1:8080"));

            assertThatThrownBy(() -> anonymous.targets("user")).hasCauseInstanceOf(ConsulException.class);
            assertThatThrownBy(() -> trustless.targets("user"))
                    .hasCauseInstanceOf(ConsulException.class)
                    .hasMessageContaining("PKIX");
        }
    }

    @Test
    void anAgentWhoseCertificateNamesAnotherHostIsNotTrusted() throws Exception {
        var files = Certificates.create(directory);
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withTls(files.agentOfAnotherName()));
                var system = new TestSystem(agent.tlsPort().orElseThrow(), files.client())) {
            assertThatThrownBy(() -> system.targets("user"))
                    .hasCauseInstanceOf(ConsulException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }
}
