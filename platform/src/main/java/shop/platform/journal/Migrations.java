package shop.platform.journal;

import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date: the platform's tables, then the service's own. Run it at start, before the actor system needs the
 * database; several nodes may do so at once, and the first does the work while the others wait.
 */
public final class Migrations {
    private static final String PLATFORM = "db/platform";

    /** A server that starts together with its nodes gets a minute. */
    private static final int CONNECT_RETRIES = 15;

    private static final int RETRY_SECONDS = 4;

    /** Flyway's own lock begins when its history is there: nodes that start on an empty database would race for that. */
    private static final String TAKE_TURN = "select pg_advisory_lock(hashtextextended('shop/migrations', 0))";

    private Migrations() {}

    /**
     * Blocks until the schema is current.
     *
     * @param serviceLocation folder on the class path with the service's migrations, such as {@code db/user}
     * @throws IllegalStateException if a migration fails or the server does not answer
     */
    public static void run(DatabaseSettings settings, String serviceLocation) {
        try (var turn = connect(settings);
                var statement = turn.createStatement()) {
            statement.execute(TAKE_TURN);
            migrate(settings, PLATFORM, "schema_history_platform");
            migrate(settings, serviceLocation, "schema_history_service");
            RestoredDump.refuse(turn);
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + settings + " (cannot be brought up to date)", e);
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

    /** Not reached, or starting up; anything else, such as a wrong password or certificate, does not mend itself. */
    private static boolean mayServeSoon(SQLException failure) {
        if (isUntrusted(failure)) {
            return false;
        }
        var state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03");
    }

    private static void migrate(DatabaseSettings settings, String location, String historyTable) {
        try {
            Flyway.configure()
                    .dataSource(settings.url(), settings.user().isEmpty() ? null : settings.user(), settings.password())
                    .locations("classpath:" + location)
                    .table(historyTable)
                    // Two histories share one schema: to either, the other's tables are nothing to fear.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("migrations: " + location + " (cannot be applied)", e);
        }
    }

    /** A handshake that a restart of the server cut short may go better next time; a certificate stays what it is. */
    private static boolean isUntrusted(SQLException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateException.class::isInstance);
    }
}
