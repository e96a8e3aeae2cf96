package shop.platform.projection;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import shop.platform.journal.DatabaseSettings;

/**
 * Lists the projections, publishers and consumers of a service, and makes one of them start over while all nodes serve:
 * a read model is rebuilt, a publisher publishes everything again, a consumer reads its topic again. It may be repeated
 * and interrupted at any moment. Exit code 0: done; 1: failed; 2: wrong arguments; 3: this service has nothing with
 * that name.
 */
public final class ProjectionCommand {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_HERE = 3;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration REPORT = Duration.ofSeconds(3);

    private final List<Resettable> all;
    private final Connection connection;
    private final Config config;
    private final PrintStream out;

    ProjectionCommand(List<Resettable> all, Connection connection, Config config, PrintStream out) {
        this.all = all;
        this.connection = connection;
        this.config = config;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        ProjectionOptions options;
        try {
            options = ProjectionOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
        var config = ConfigFactory.load();
        var all = ServiceLoader.load(ProjectionCatalog.class).stream()
                .flatMap(catalog -> catalog.get().all().stream())
                .toList();
        try (var connection = DatabaseSettings.from(config).connect()) {
            return new ProjectionCommand(all, connection, config, System.out).run(options);
        } catch (SQLException | RuntimeException e) {
            System.err.println(e.getMessage());
            return FAILED;
        }
    }

    /** Returns the exit code. */
    int run(ProjectionOptions options) throws SQLException {
        if (options instanceof ProjectionOptions.ResetOne reset) {
            return reset(reset);
        }
        if (options instanceof ProjectionOptions.AfterRestore) {
            return afterRestore();
        }
        for (var one : all) {
            out.printf("  %-24s %-44s %s%n", one.name(), one.description(), left(one));
        }
        return 0;
    }

    private String left(Resettable one) throws SQLException {
        try (var progress = one.progress(connection, config)) {
            return progress.remaining() + " left";
        } catch (IllegalStateException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private int reset(ProjectionOptions.ResetOne wanted) throws SQLException {
        var found = all.stream().filter(one -> one.name().equals(wanted.name())).findFirst();
        if (found.isEmpty()) {
            out.printf("name: %s (expected: %s)%n", wanted.name(), names());
            return NOT_HERE;
        }
        var one = found.get();
        Reset.run(connection, one);
        out.printf("%s: was reset, and starts over from the first event%n", one.name());
        if (wanted.awaited()) {
            await(one);
        }
        return 0;
    }

    /**
     * Before the nodes start on a database that was restored to an earlier moment: what was published after that moment
     * is deleted, and what the database has is published again. If it dies after the first step, publishers refuse to
     * continue, because the topic has more than the journal; after the second, they publish everything; the third is
     * for nodes that run meanwhile.
     */
    private int afterRestore() throws SQLException {
        for (var one : all) {
            if (one.tellsOthers()) {
                Reset.run(connection, one);
                one.takeBack(config);
                Reset.run(connection, one);
                out.printf("%s: the published records were deleted; all events are published again%n", one.name());
            }
        }
        out.println("Now reset what consumes it: it may know events that never happened.");
        return 0;
    }

    private String names() {
        return all.stream().map(Resettable::name).collect(Collectors.joining(", "));
    }

    /** It does not wait for later events: under load there are always some left. */
    private void await(Resettable one) throws SQLException {
        var begun = System.nanoTime();
        try (var progress = one.progress(connection, config)) {
            var reported = begun;
            for (var left = progress.remaining(); left > 0; left = progress.remaining()) {
                if (System.nanoTime() - reported >= REPORT.toNanos()) {
                    reported = System.nanoTime();
                    out.printf("%s: %d left (Ctrl-C stops only the waiting)%n", one.name(), left);
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        var seconds = (System.nanoTime() - begun) / 1e9;
        out.printf("%s: caught up with all events of the time of the reset, after %.1f s%n", one.name(), seconds);
    }
}
