package shop.platform.audit;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import shop.platform.journal.DatabaseSettings;

/**
 * Verifies, exports and prunes the audit of a service, on the database and with the keys that its nodes are configured with.
 * Exit code 0: done without findings; 1: findings or failure; 2: wrong arguments.
 */
public final class AuditCommand {
    private static final int FOUND = 1;
    private static final int USAGE = 2;

    private final String service;
    private final Connection connection;
    private final SigningKeys keys;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    /** @param service whose audit it is; printed with figures */
    AuditCommand(
            String service, Connection connection, SigningKeys keys, Clock clock, PrintStream out, PrintStream err) {
        this.service = service;
        this.connection = connection;
        this.keys = keys;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        AuditOptions options;
        try {
            options = AuditOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
        var config = ConfigFactory.load();
        try (var connection = DatabaseSettings.from(config).connect()) {
            var keys = SigningKeys.in(config.getString("shop.audit.key-file"));
            var service = config.getString("shop.service.name");
            return new AuditCommand(service, connection, keys, Clock.systemUTC(), System.out, System.err).run(options);
        } catch (SQLException | IOException | RuntimeException e) {
            System.err.println(e.getMessage());
            return FOUND;
        }
    }

    /** Returns the exit code. */
    int run(AuditOptions options) throws SQLException, IOException {
        if (options instanceof AuditOptions.Export export) {
            var lines = new BufferedOutputStream(out);
            err.println(figures(entries(Export.run(connection, export.since(), export.until(), lines))));
            return 0;
        }
        if (options instanceof AuditOptions.Retain retain) {
            return retain(retain);
        }
        return verify(((AuditOptions.Verify) options).witness());
    }

    private int verify(Optional<Link> witness) throws SQLException {
        var report = Verification.run(connection, keys, witness, out::println);
        var unsigned = keys.isEmpty() ? "; signatures not checked (shop.audit.key-file is empty)" : "";
        out.println(figures(report + unsigned));
        return report.isClean() ? 0 : FOUND;
    }

    /** Entries that were tampered with must not be deleted, because the evidence would be lost. */
    private int retain(AuditOptions.Retain retain) throws SQLException {
        if (keys.isEmpty()) {
            out.println(
                    "shop.audit.key-file: empty (expected: the nodes' key, since without a signature nobody could tell"
                            + " retention from erasure; set SHOP_AUDIT_KEY_FILE). Nothing was deleted.");
            return FOUND;
        }
        if (verify(Optional.empty()) != 0) {
            out.println("Nothing was deleted.");
            return FOUND;
        }
        var cutoff = clock.instant().minus(retain.olderThan());
        var deleted = entries(new Retention(connection, keys, clock).run(cutoff));
        out.println(figures(deleted + " deleted, recorded before " + cutoff));
        return 0;
    }

    private String figures(String figures) {
        return service + ": " + figures;
    }

    private static String entries(long number) {
        return Report.count(number, "entry", "entries");
    }
}
