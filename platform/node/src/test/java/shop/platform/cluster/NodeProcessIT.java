package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.actor.Address;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.Ports;

/** What only a whole JVM shows: exit codes, signals, and the last lines of its log. */
class NodeProcessIT {
    private static final int SIGTERM = 128 + 15;

    private final String url = shop.platform.journal.TestNode.newDatabase();

    private final int arteryPort = Ports.free();

    @TempDir
    private Path directory;

    @Test
    void onSigtermANodeDrainsAndNoLineOfItsLogIsLost() throws Exception {
        var node = start(Map.of());
        awaitLine("owned");

        node.destroy();
        assertThat(exitCode(node)).isEqualTo(SIGTERM);

        var json = new ObjectMapper();
        for (var line : Files.readAllLines(output())) {
            var fields = json.readTree(line);
            assertThat(fields.get("service.name").asText()).isEqualTo("user-service");
            assertThat(fields.get("service.version").asText()).isEqualTo("1.2.3");
            assertThat(Instant.parse(fields.get("time").asText())).isBefore(Instant.now());
        }
        assertThat(Files.readString(output())).contains("Draining: readiness", "\"last words 1000\"");
    }

    @Test
    void aNodeWhoseJournalIsOwnedElsewhereExitsWithOneLineAndACodeOfItsOwn() throws Exception {
        try (var elsewhere = OwnershipSession.open(new Sessions(url))) {
            elsewhere.claim(1, Set.of(), true);

            var node = start(Map.of("SHOP_OWNERSHIP_TIMEOUT", "6s"));

            assertThat(exitCode(node)).isEqualTo(3);
        }
        assertThat(Files.readAllLines(output()))
                .filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("journal: owned by another cluster for 6 s (expected: this one;");
        assertThat(Files.readString(output())).doesNotContain("\"owned\"");
    }

    @Test
    void aKilledOwnerLeavesTheJournalToTheNextAtOnce() throws Exception {
        var node = start(Map.of());
        awaitLine("owned");

        node.destroyForcibly();
        exitCode(node);

        try (var next = OwnershipSession.open(new Sessions(url))) {
            await().atMost(BOUND).until(() -> next.claim(1, Set.of(), true) == OwnershipSession.Claim.GRANTED);
        }
    }

    @Test
    void aKilledOldestNodeLeavesTheJournalWithItsCluster() throws Exception {
        var oldest = start(Map.of());
        awaitLine("owned");
        try (var stranger = OwnershipSession.open(new Sessions(url));
                var second = TestNode.start("");
                var third = TestNode.start("")) {
            for (var node : List.of(second, third)) {
                node.cluster().join(new Address("akka", "user-service", "127.0.0.1", arteryPort));
                var owned =
                        JournalOwnership.start(node.system(), new Sessions(url)).whenOwned();
                await().atMost(BOUND).until(owned.toCompletableFuture()::isDone);
            }

            oldest.destroyForcibly();

            await().atMost(BOUND).until(() -> {
                assertThat(stranger.claim(1, Set.of(), true)).isEqualTo(OwnershipSession.Claim.OWNED_ELSEWHERE);
                return second.cluster().state().members().size() == 2;
            });
            assertThat(third.isTerminated()).isFalse();
        }
    }

    @Test
    void anImpossibleConfigurationIsOneLineAndExitCodeOne() throws Exception {
        var node = start(Map.of("SHOP_PROFILE", "production"));

        assertThat(exitCode(node)).isEqualTo(1);
        assertThat(Files.readAllLines(errors()))
                .singleElement()
                .asString()
                .contains("shop.cluster.required-contact-points: 1", "shop.tls.enabled: off");
    }

    private Process start(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dconfig.resource=node-process.conf",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName())
                .redirectOutput(output().toFile())
                .redirectError(errors().toFile());
        builder.environment()
                .putAll(Map.of(
                        "SHOP_PROFILE", "dev",
                        "SHOP_APP_VERSION", "1.2.3",
                        "SHOP_DISCOVERY", "config",
                        "SHOP_CONTACT_POINTS", "127.0.0.1:8558",
                        "SHOP_REQUIRED_CONTACT_POINTS", "1",
                        "SHOP_ARTERY_PORT", String.valueOf(arteryPort),
                        "SHOP_DATABASE_URL", url));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void awaitLine(String message) {
        await().atMost(BOUND).until(() -> Files.readString(output()).contains("\"" + message + "\""));
    }

    private Path output() {
        return directory.resolve("out");
    }

    private Path errors() {
        return directory.resolve("err");
    }
}
