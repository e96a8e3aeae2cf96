package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIT {
    /** Quick to start rather than fast: the figures mean nothing here. */
    private static final String SMALL = "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    @Test
    void aRunOfTheYardsticksReportsConditionsFiguresAndRatios(@TempDir Path directory) throws Exception {
        var file = directory.resolve("report.md");

        var report = Bench.run(Options.parse(
                "--quick",
                "--only",
                "yardsticks",
                "--rounds",
                "1",
                "--window",
                "3s",
                "--in-flight",
                "4",
                "--rate",
                "50",
                "--server-flags",
                SMALL,
                "--report",
                file.toString()));

        assertThat(Files.readString(file)).isEqualTo(report);
        assertThat(report)
                .contains("fsync on, synchronous_commit on")
                .containsPattern("\\(a\\) batched inserts, plain JDBC \\| 4 connections, 100 rows per commit \\| [1-9]")
                .containsPattern(
                        "\\(b\\) one row per commit, plain JDBC \\| 10 connections, 1 row per commit \\| [1-9]")
                .containsPattern("\\(c\\) constant answer, Akka gRPC \\| 4 in flight \\| [1-9]")
                .containsPattern("\\(d\\) constant answer, grpc-java \\| 4 in flight \\| [1-9]")
                .containsPattern("\\(c\\) constant answer, Akka gRPC \\| open loop, 50/s \\| [1-9]")
                .containsPattern("\\(g\\) as \\(b\\), on one connection \\| 1 connection, 1 row per commit \\| [1-9]")
                .contains("## Cost per call")
                .contains("| (f) ÷ (b) | 10 connections, 1 row per commit |")
                .contains("| (c) ÷ (d) | 4 in flight |")
                .contains("## What bounds it");
        assertThat(directory.resolve("postgres")).doesNotExist();
    }

    @Test
    void aRunOfOrdersReportsThemBesideUsersAndTheirLagsAndWhatAnOutageChanges(@TempDir Path directory)
            throws Exception {
        var report = Bench.run(Options.parse(
                "--quick",
                "--only",
                "orders,outage",
                "--rounds",
                "1",
                "--in-flight",
                "4",
                "--window",
                "2s",
                "--server-flags",
                SMALL,
                "--user-service",
                "../user-service/target",
                "--order-service",
                "../order-service/target",
                "--report",
                directory.resolve("report.md").toString()));

        assertThat(report)
                .containsPattern("\\| CreateOrder \\| 4 in flight \\| [1-9].*\\| 0 \\|")
                .containsPattern("\\| GetOrder \\| 4 in flight \\| [1-9].*\\| 0 \\|")
                .contains("| CreateOrder × 1.00 events ÷ (b) | 4 in flight |")
                .contains("| CreateOrder ÷ CreateUser | 4 in flight |")
                .contains("| p50: CreateOrder ÷ GetUser | 4 in flight |")
                .contains("| GetOrder ÷ GetUser | 4 in flight |");
        for (var view : View.values()) {
            assertThat(report)
                    .containsPattern("\\| " + view + " \\| 4 in flight \\| [1-9]")
                    .containsPattern("\\| " + view + " \\| open loop, half of the maximum \\| [1-9]");
        }
        assertThat(report)
                .containsPattern("\\| CreateOrder, user-service frozen \\| 64 in flight \\| [1-9].*\\| 0 \\|")
                .contains("| CreateOrder, user-service frozen | 64 in flight | 1 | ")
                .contains("| p99: GetOrder: user-service frozen ÷ before | ");
    }

    @Test
    void aRunOfPopulationsReportsTheCostOfACallAtEach(@TempDir Path directory) throws Exception {
        var report = Bench.run(Options.parse(
                "--quick",
                "--population",
                "300",
                "--rounds",
                "1",
                "--window",
                "2s",
                "--server-flags",
                SMALL,
                "--user-service",
                "../user-service/target",
                "--report",
                directory.resolve("report.md").toString()));

        assertThat(report)
                .containsPattern("\\| CreateUser \\| 300 users \\| [1-9]")
                .containsPattern("\\| GetUser \\| 300 users \\| [1-9]");
    }
}
