package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIT {
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
                "-Xmx256m",
                "--report",
                file.toString()));

        assertThat(Files.readString(file)).isEqualTo(report);
        assertThat(report)
                .contains("fsync on, synchronous_commit on")
                .containsPattern("\\(a\\) batched inserts, plain JDBC \\| 4 connections, 100 rows a commit \\| [1-9]")
                .containsPattern("\\(b\\) one row a commit, plain JDBC \\| 10 connections, 1 row a commit \\| [1-9]")
                .containsPattern("\\(c\\) constant answer, Akka gRPC \\| 4 in flight \\| [1-9]")
                .containsPattern("\\(d\\) constant answer, grpc-java \\| 4 in flight \\| [1-9]")
                .containsPattern("\\(c\\) constant answer, Akka gRPC \\| open loop, 50/s \\| [1-9]")
                .contains("| (c) ÷ (d) | 4 in flight |")
                .contains("## What bounds it");
        assertThat(directory.resolve("postgres")).doesNotExist();
    }
}
