package shop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.ConsulAgent;
import shop.faults.host.Network;

/** docs/faults.md says what is tested, and how to run more of it. */
class FaultsIT {
    private static final String RESULT = "RESULT ";
    /** Rounds on one start of the system; every other start has a standby. */
    private static final int ROUNDS_PER_START = 25;

    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 0);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> whatCallersAreToldIsTrue() {
        require();
        var results = ROUNDS == 0 ? shortForm() : longForm();
        assertThat(results).as("results").isNotEmpty();
        return results.entrySet().stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.getKey(), () -> assertThat(result.getValue()).isEqualTo("as expected")));
    }

    private Map<String, String> shortForm() {
        return run(
                folder.resolve("short"),
                true,
                Duration.ofSeconds(8),
                List.of("frozen", "RECENT_READS_NOT_INVALIDATED", "DEDUPLICATION_OFF", "rounds:0:3"));
    }

    private Map<String, String> longForm() {
        var results = run(
                folder.resolve("directed"),
                false,
                Duration.ofSeconds(15),
                List.of(
                        "frozen",
                        "second-cluster",
                        "zombie",
                        "last-write",
                        "FENCING_OFF",
                        "OWNERSHIP_OFF",
                        "EXACTLY_ONCE_FENCE_OFF",
                        "RECENT_READS_NOT_INVALIDATED",
                        "DEDUPLICATION_OFF"));
        for (int first = 0; first < ROUNDS; first += ROUNDS_PER_START) {
            var count = Math.min(ROUNDS_PER_START, ROUNDS - first);
            var withStandby = first / ROUNDS_PER_START % 2 == 1;
            results.putAll(run(
                    folder.resolve("from" + first),
                    withStandby,
                    Duration.ofSeconds(60),
                    List.of("rounds:" + first + ":" + count)));
        }
        return results;
    }

    /** Returns how each part ended; a system that never got ready ends none. */
    private static Map<String, String> run(Path folder, boolean withStandby, Duration longest, List<String> what) {
        var results = new LinkedHashMap<String, String>();
        var lines = new ArrayList<String>();
        var exitCode = Runner.run(folder, withStandby, SEED, longest, what, line -> {
            System.out.println(line);
            lines.add(line);
            if (line.startsWith(RESULT)) {
                var result = line.substring(RESULT.length()).split(": ", 2);
                results.put(result[1], result[0]);
            }
        });
        if (exitCode != 0 && !results.containsValue("UNEXPECTED")) {
            results.put(what.toString(), "exit code " + exitCode + ": " + String.join("\n", lines));
        }
        return results;
    }

    /** What is missing on a developer's machine skips the test; in continuous integration it fails it. */
    private static void require() {
        var missing = Network.missing()
                .or(() -> ConsulAgent.available() ? Optional.empty() : Optional.of("Consul: no binary"));
        if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(missing.get() + ", and CI=true");
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
        if (Network.fakeTime().isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("libfaketime: absent (expected: Debian's package faketime, since CI=true)");
        }
    }
}
