package shop.platform.journal;

import com.typesafe.config.Config;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Migrates the schema: the platform's tables, then the service's own. Run it at start, before the actor system needs
 * the database; several nodes may do so at once, and the first does the work while the others wait.
 */
public final class Migrations {
    private static final String PLATFORM = "db/platform";
    private static final String PLATFORM_HISTORY = "schema_history_platform";
    private static final String SERVICE_HISTORY = "schema_history_service";

    /** A server that starts together with its nodes gets a minute. */
    private static final int CONNECT_RETRIES = 15;

    private static final int RETRY_SECONDS = 4;

    /** Flyway's own lock needs its history table: nodes that start on an empty database would race to create it. */
    private static final String TAKE_TURN = "select pg_advisory_lock(hashtextextended('shop/migrations', 0))";

    private Migrations() {}

    /**
     * Blocks until the schema is current.
     *
     * @param serviceLocation folder on the class path with the service's migrations, such as {@code db/user}
     * @throws IllegalStateException if a migration fails or the server does not answer
     */
    public static void run(DatabaseSettings settings, String serviceLocation) {
        run(settings, serviceLocation, Optional.empty());
    }

    /**
     * Blocks until the schema is current: by migrating it as the role that owns it, or, where {@code shop.database.migration} is
     * not enabled, by waiting for another program that does.
     *
     * @throws IllegalStateException also if nobody has migrated it within a minute
     */
    public static void run(Config config, String serviceLocation) {
        if (config.getBoolean("shop.database.migration.enabled")) {
            runAsOwner(config, serviceLocation);
        } else {
            awaitCurrent(DatabaseSettings.from(config), serviceLocation);
        }
    }

    /** Migrates, and grants the role of the nodes its rights, if it is another role. */
    static void runAsOwner(Config config, String serviceLocation) {
        var owner = DatabaseSettings.ofOwner(config);
        var nodes = config.getString("shop.database.user");
        if (nodes.isEmpty() && !owner.user().isEmpty()) {
            throw new IllegalArgumentException("shop.database.user: empty (expected: the role of the nodes, since"
                    + " shop.database.migration.user names another one; set SHOP_DATABASE_USER)");
        }
        run(owner, serviceLocation, owner.user().equals(nodes) ? Optional.empty() : Optional.of(nodes));
    }

    private static void run(DatabaseSettings settings, String serviceLocation, Optional<String> nodes) {
        try (var turn = connect(settings);
                var statement = turn.createStatement()) {
            statement.execute(TAKE_TURN);
            migrate(settings, PLATFORM, PLATFORM_HISTORY);
            migrate(settings, serviceLocation, SERVICE_HISTORY);
            if (nodes.isPresent()) {
                NodeRole.grant(turn, nodes.get());
            }
            RestoredDump.refuse(turn);
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + settings + " (cannot be brought up to date)", e);
        }
    }

    private static void awaitCurrent(DatabaseSettings settings, String serviceLocation) {
        for (var retries = CONNECT_RETRIES; ; retries--) {
            var pending =
                    pending(settings, PLATFORM, PLATFORM_HISTORY) + pending(settings, serviceLocation, SERVICE_HISTORY);
            if (pending == 0) {
                refuseRestoredDump(settings);
                return;
            }
            if (retries == 0) {
                throw new IllegalStateException("migrations: " + pending + " to be applied (expected: none, since"
                        + " shop.database.migration.enabled is off; run shop.platform.journal.MigrateCommand "
                        + serviceLocation + " as the owner of the tables)");
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(RETRY_SECONDS));
        }
    }

    /** A pod that continues after a restore has not run the migrating program again. */
    private static void refuseRestoredDump(DatabaseSettings settings) {
        try (var connection = settings.connect()) {
            RestoredDump.refuse(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + settings + " (cannot be read)", e);
        }
    }

    private static int pending(DatabaseSettings settings, String location, String historyTable) {
        try {
            connect(settings).close(); // waits for a server that starts at the same time
            return flyway(settings, location, historyTable).info().pending().length;
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + settings + " (cannot be reached)", e);
        } catch (FlywayException e) {
            throw new IllegalStateException("migrations: " + location + " (cannot be read)", e);
        }
    }

    private static Connection connect(DatabaseSettings settings) throws SQLException {
        for (var retries = CONNECT_RETRIES; ; retries--) {
            try {
                return settings.connect();
            } catch (SQLException e) {
                if (retries == 0 || !mayServeSoon(e)) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(RETRY_SECONDS));
            }
        }
    }

    /**
     * Unreachable, or starting; other failures, such as a wrong password or certificate, do not disappear by waiting.
     */
    private static boolean mayServeSoon(SQLException failure) {
        if (isUntrusted(failure)) {
            return false;
        }
        var state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03");
    }

    private static void migrate(DatabaseSettings settings, String location, String historyTable) {
        try {
            flyway(settings, location, historyTable).migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("migrations: " + location + " (cannot be applied)", e);
        }
    }

    private static Flyway flyway(DatabaseSettings settings, String location, String historyTable) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.user().isEmpty() ? null : settings.user(), settings.password())
                .locations("classpath:" + location)
                .table(historyTable)
                // Two histories share one schema: each must ignore the other's tables.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .failOnMissingLocations(true)
                .load();
    }

    /** A handshake interrupted by a restart of the server may succeed next time; a wrong certificate does not. */
    private static boolean isUntrusted(SQLException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateException.class::isInstance);
    }
}
