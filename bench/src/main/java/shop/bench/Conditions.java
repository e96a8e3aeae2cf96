package shop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Notes under which conditions the run measures, as far as the machine and the database say so themselves. */
final class Conditions {
    private Conditions() {}

    static void note(Options options, Database database, Results results) throws SQLException, IOException {
        results.condition("Time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        results.condition(
                "Machine",
                Runtime.getRuntime().availableProcessors() + " processors (" + fact("/proc/cpuinfo", "model name")
                        + "), memory " + fact("/proc/meminfo", "MemTotal") + "; driver, servers and database share it");
        results.condition("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        results.condition("Servers' JVM flags", "`" + String.join(" ", options.serverFlags()) + "`");
        results.condition(
                "PostgreSQL",
                "%s, shared_buffers %s, max_wal_size %s, checkpoint_timeout %s"
                        .formatted(
                                database.setting("server_version"),
                                database.setting("shared_buffers"),
                                database.setting("max_wal_size"),
                                database.setting("checkpoint_timeout")));
        results.condition(
                "Durability",
                "fsync " + database.setting("fsync") + ", synchronous_commit "
                        + database.setting("synchronous_commit") + ", full_page_writes "
                        + database.setting("full_page_writes") + " (and track_commit_timestamp "
                        + database.setting("track_commit_timestamp") + "), data on "
                        + Files.getFileStore(options.report().toAbsolutePath().getParent())
                                .type());
        results.condition(
                "Rounds",
                options.rounds() + " of " + options.window().toMillis() / 1000.0 + " s each, after "
                        + options.warmUp().toMillis() / 1000.0 + " s of warm-up per call; medians, and [least – most]");
        results.condition("Beside the services", besides(options));
        results.condition("Driver", "grpc-java callbacks, " + options.channels() + " channels to each server");
        results.condition(
                "Working set", "%,d, spread over all users and over all orders".formatted(options.workingSet()));
        results.condition(
                "Yardstick (c) has the HTTP settings of",
                options.needsUserService()
                        ? "user-service's class path"
                        : "bench alone (user-service was not asked for)");
    }

    private static String besides(Options options) {
        if (!options.needsUserService()) {
            return "nothing";
        }
        return "one Kafka broker, to which they publish"
                + (options.needsOrderService() ? "; order-service consumes" : "");
    }

    private static String fact(String file, String name) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return "unknown";
        }
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
