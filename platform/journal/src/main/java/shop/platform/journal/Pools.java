package shop.platform.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Opens pools. A pool does not connect before it is asked for a connection. */
final class Pools {
    /** Time for the server's own time-out to reach us before the socket's. */
    private static final Duration SOCKET_MARGIN = Duration.ofSeconds(5);

    private Pools() {}

    /**
     * Discards the connections of a pool, unless that was done a moment ago. Call it when the database is read-only.
     */
    static void evict(HikariDataSource pool) {
        eviction(pool).evict();
    }

    /**
     * Discards connections that were opened while the database was read-only. Call it when the database accepts writes.
     */
    static void writable(HikariDataSource pool) {
        eviction(pool).writable();
    }

    private static ReadOnlyEviction eviction(HikariDataSource pool) {
        return (ReadOnlyEviction) pool.getExceptionOverride();
    }

    static HikariDataSource open(String name, DatabaseSettings settings, DatabaseSettings.Pool pool) {
        var config = new HikariConfig();
        config.setPoolName("shop-" + name);
        config.setJdbcUrl(settings.url());
        config.setMaximumPoolSize(pool.connections());
        config.setConnectionTimeout(pool.acquireTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setDataSourceProperties(settings.driverProperties());
        config.addDataSourceProperty("ApplicationName", "shop-" + name);
        config.addDataSourceProperty(
                "socketTimeout",
                String.valueOf(pool.statementTimeout().plus(SOCKET_MARGIN).toSeconds()));
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + pool.statementTimeout().toMillis()
                        + " -c idle_in_transaction_session_timeout="
                        + pool.idleInTransactionTimeout().toMillis());
        // A statement is prepared on the server when it runs for the second time: ours are few and run often.
        config.addDataSourceProperty("prepareThreshold", "2");
        var readOnly = new ReadOnlyEviction(System::nanoTime);
        config.setExceptionOverride(readOnly);
        var opened = new HikariDataSource(config);
        readOnly.of(opened);
        return opened;
    }
}
