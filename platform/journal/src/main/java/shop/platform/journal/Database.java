package shop.platform.journal;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import shop.platform.extension.SystemExtension;
import shop.platform.telemetry.Telemetry;

/**
 * The connection pools of a node: one for the journal, one for reads and projections, so that neither can starve the
 * other. It opens on first use, closes with the actor system, and is safe for use by several threads. Connections are
 * opened only when needed: a node can start while PostgreSQL is unavailable, and connects when it is back.
 */
public final class Database implements Extension {
    private static final ExtensionId<Database> ID = new SystemExtension<>(Database::new);

    private static final String WRITABLE =
            "select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'";

    private final HikariDataSource journal;
    private final HikariDataSource reads;
    private final Executor executor;
    private final OperationTimer timer;

    private Database(ActorSystem<?> system) {
        var settings = DatabaseSettings.from(system.settings().config());
        journal = Pools.open("journal", settings, settings.journal());
        reads = Pools.open("reads", settings, settings.reads());
        var telemetry = Telemetry.get(system);
        PoolMetrics.register(telemetry, journal);
        PoolMetrics.register(telemetry, reads);
        timer = new OperationTimer(telemetry, "read");
        executor = system.dispatchers().lookup(DispatcherSelector.fromConfig("shop.database.dispatcher"));
        system.classicSystem().registerOnTermination(this::close);
    }

    /** Returns the database of {@code system}, by {@code shop.database} in its configuration. */
    public static Database get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /**
     * Runs {@code work} on a connection of the pool for reads, on the dispatcher for blocking work. The connection
     * commits each statement by itself. Fails with the exception of {@code work}, or with {@link SQLException} when no
     * connection is available in time.
     */
    public <T> CompletionStage<T> read(ConnectionFunction<T> work) {
        return CompletableFuture.supplyAsync(() -> run(work), executor);
    }

    /**
     * Runs {@code work} as {@link #read} does, in one read-only transaction, so that a statement with a fetch size
     * keeps only so many rows in memory.
     */
    public <T> CompletionStage<T> scan(ConnectionFunction<T> work) {
        return read(connection -> {
            connection.setAutoCommit(false);
            try {
                return work.apply(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    /**
     * Completes when the server answers and accepts writes; fails within the pool's time-outs when it does not. For
     * readiness checks. It writes nothing itself. When the database is read-only, and when it accepts writes again, the
     * connections of both pools are discarded, so that none of them stays read-only for longer than the database: after
     * a success, writes are accepted.
     */
    public CompletionStage<Done> ping() {
        return read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(WRITABLE)) {
                row.next();
                if (row.getBoolean(1)) {
                    Pools.writable(journal);
                    Pools.writable(reads);
                    return Done.getInstance();
                }
            }
            Pools.evict(journal);
            Pools.evict(reads);
            throw new SQLException(
                    "database: read-only (expected: one that accepts writes: a primary, without"
                            + " default_transaction_read_only)",
                    ReadOnlyEviction.READ_ONLY);
        });
    }

    /**
     * Returns a connection of the pool for reads with {@code autoCommit} off, for a transaction of a projection. Blocks
     * for up to the pool's acquire time-out. The caller closes it.
     */
    public Connection beginTransaction() throws SQLException {
        var connection = reads.getConnection();
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    HikariDataSource journal() {
        return journal;
    }

    private <T> T run(ConnectionFunction<T> work) {
        try {
            return timer.time(() -> {
                try (var connection = reads.getConnection()) {
                    return work.apply(connection);
                }
            });
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private void close() {
        reads.close();
        journal.close();
    }
}
