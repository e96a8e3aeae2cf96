package shop.platform.journal;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date: the platform's tables, then the service's own. Run it at start, before the actor system needs the
 * database; several nodes may do so at once, and the first does the work while the others wait.
 */
public final class Migrations {
    private static final String PLATFORM = "db/platform";

    private Migrations() {}

    /**
     * Blocks until the schema is current.
     *
     * @param serviceLocation folder on the class path with the service's migrations, such as {@code db/user}
     * @throws IllegalStateException if a migration fails or the server does not answer
     */
    public static void run(DatabaseSettings settings, String serviceLocation) {
        migrate(settings, PLATFORM, "schema_history_platform");
        migrate(settings, serviceLocation, "schema_history_service");
        try (var connection = settings.connect()) {
            RestoredDump.refuse(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("journal: cannot be checked", e);
        }
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
                    // A server that starts together with its nodes gets a minute.
                    .connectRetries(15)
                    .connectRetriesInterval(4)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("migrations: " + location + " (cannot be applied)", e);
        }
    }
}
