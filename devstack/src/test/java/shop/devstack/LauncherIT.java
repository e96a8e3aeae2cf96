package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherIT {
    private final int offset = LauncherRun.freeOffset();

    @TempDir
    Path folder;

    Path project;

    @BeforeEach
    void layOutProject() throws IOException {
        project = StandInProject.in(Files.createDirectory(folder.resolve("a path with spaces")));
    }

    @Test
    void startsEveryNodeAndSaysWhereItIs() {
        try (var launcher = LauncherRun.start(project, offset, "--nodes", "2").awaitReady()) {
            assertThat(launcher.output())
                    .contains("user-service-0   http://127.0.0.1:" + (8080 + offset))
                    .contains("user-service-1   http://127.0.0.1:" + (8180 + offset))
                    .contains("jdbc:postgresql://127.0.0.1:" + (15432 + offset))
                    .containsPattern("PGPASSFILE='.*pgpass' psql -h 127.0.0.1 -p " + (15432 + offset)
                            + " -U postgres shop_users")
                    .contains("127.0.0.1:" + (9092 + offset))
                    .contains("curl -s http://127.0.0.1:" + (8080 + offset) + "/v1/users/$id")
                    .doesNotContain("\033[");
            assertThat(launcher.get("/health")).isEqualTo("ok");
            assertThat(launcher.log("user-service-1"))
                    .contains("contact points 127.0.0.1:" + (8558 + offset) + ",127.0.0.1:" + (8658 + offset));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ctrl-C", "TERM", "HUP"})
    void stopsInOrderAndLeavesNoProcessAndNoPort(String how) {
        try (var launcher = LauncherRun.start(project, offset).awaitReady()) {
            var started = launcher.ledger();

            if (how.equals("Ctrl-C")) {
                launcher.ctrlC();
            } else {
                launcher.signal(how);
            }
            launcher.awaitExit();

            assertThat(started).hasSize(4).allSatisfy(this::hasEnded);
            assertThat(launcher.ledger()).isEmpty();
            assertThat(Topology.of(ServiceList.of(project), 1, port -> port + offset)
                            .ports(true)
                            .keySet())
                    .allMatch(Ports::isFree);
            assertThat(launcher.log("user-service-0")).contains("stopping, the database is there: true");
            assertThat(launcher.log("postgres")).contains("database system is shut down");
            assertThat(launcher.output()).endsWith("Stopped." + System.lineSeparator());
        }
    }

    private void hasEnded(ProcessLedger.Entry entry) {
        assertThat(entry.process()).isEmpty();
    }

    @Test
    void ctrlCWhileStartingStopsWhatIsThere() {
        try (var launcher = LauncherRun.start(project, offset)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !launcher.ledger().isEmpty());

            launcher.ctrlC().awaitExit();

            assertThat(launcher.ledger()).isEmpty();
            assertThat(Topology.of(ServiceList.of(project), 1, port -> port + offset)
                            .ports(true)
                            .keySet())
                    .allMatch(Ports::isFree);
            assertThat(launcher.output()).doesNotContain("Exception").endsWith("Stopped." + System.lineSeparator());
        }
    }

    @Test
    void stateSurvivesARestartAndFreshWipesIt() {
        assertThat(startsSeen()).isEqualTo("1");
        assertThat(startsSeen()).isEqualTo("2");
        assertThat(startsSeen("--fresh")).isEqualTo("1");
    }

    private String startsSeen(String... arguments) {
        try (var launcher = LauncherRun.start(project, offset, arguments).awaitReady()) {
            return launcher.get("/starts");
        }
    }

    @Test
    void aTakenPortIsReportedBeforeAnythingStarts() throws IOException {
        try (var socket = new ServerSocket(8558 + offset, 1, InetAddress.getLoopbackAddress());
                var launcher = LauncherRun.start(project, offset)) {
            assertThat(launcher.awaitExit()).isEqualTo(1);

            assertThat(launcher.output())
                    .contains("port: " + socket.getLocalPort())
                    .contains("user-service-0 management")
                    .contains("taken by process " + ProcessHandle.current().pid())
                    .contains("--port-offset");
            assertThat(Files.exists(project.resolve(".devstack/postgres"))).isFalse();
        }
    }

    @Test
    void theProcessesOfAKilledLauncherAreEndedByTheNext() {
        try (var killed = LauncherRun.start(project, offset).awaitReady()) {
            var left = killed.ledger();
            killed.signal("KILL").awaitExit();
            assertThat(left).hasSize(4).allMatch(entry -> entry.process().isPresent());

            try (var next = LauncherRun.start(project, offset).awaitReady()) {
                assertThat(left).allSatisfy(this::hasEnded);
                assertThat(next.output())
                        .containsSubsequence(
                                "ending user-service-0 (process " + pid(left, "user-service-0") + ")",
                                "ending postgres (process " + pid(left, "postgres") + ")");
                assertThat(next.get("/starts")).isEqualTo("2");
            }
        }
    }

    @Test
    void aSecondLauncherInTheSameFolderIsRefused() {
        try (var first = LauncherRun.start(project, offset).awaitReady();
                var second = LauncherRun.start(project, LauncherRun.freeOffset())) {
            assertThat(second.awaitExit()).isEqualTo(1);

            assertThat(second.output()).contains("taken by the launcher that runs as process " + first.pid());
            assertThat(first.get("/health")).isEqualTo("ok");
        }
    }

    @Test
    void aNodeThatDiesIsReportedWithTheEndOfItsLogAndTheRestGoesOn() {
        try (var launcher = LauncherRun.start(project, offset, "--nodes", "2").awaitReady()) {
            Signals.send("KILL", pid(launcher.ledger(), "user-service-1"));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(launcher.output())
                            .contains("user-service-1 ended with exit code 137")
                            .contains(".devstack/logs/user-service-1.log")
                            .contains("    | stand-in: contact points"));
            assertThat(launcher.get("/health")).isEqualTo("ok");
        }
    }

    private static long pid(List<ProcessLedger.Entry> ledger, String name) {
        return ledger.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    @Test
    void aNodeThatFailsWhileStartingEndsTheStartWithTheEndOfItsLog() {
        try (var launcher = LauncherRun.start(project, offset, Map.of("STAND_IN_FAILS", "yes"))) {
            assertThat(launcher.awaitExit()).isEqualTo(1);

            assertThat(launcher.output())
                    .contains("user-service-0: ended with exit code 3 while starting")
                    .contains("stand-in: failing as it was told to");
            assertThat(launcher.ledger()).isEqualTo(List.of());
        }
    }
}
