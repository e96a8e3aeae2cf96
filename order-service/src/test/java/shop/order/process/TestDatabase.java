package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import shop.devstack.PostgresServer;
import shop.order.users.CurrentReplica;
import shop.platform.journal.ConnectionFunction;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.Migrations;
import shop.testkit.TestNode;

/** A database with the service's schema, and both who write into it in transactions that a test can hold open. */
record TestDatabase(DatabaseSettings settings) {

    /** Work whose result is of no interest. */
    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    static TestDatabase create() {
        var settings =
                DatabaseSettings.from(TestNode.config(PostgresServer.shared().createDatabase()));
        Migrations.run(settings, "db/order");
        var database = new TestDatabase(settings);
        try {
            database.commit(connection -> catchUp(connection, true));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /** The replica's consumer has handled all that there was. */
    static final CurrentReplica CURRENT = new CurrentReplica(() -> Optional.of(0L));

    /** Sees to it that the replica counts as current, or does not. */
    static void catchUp(Connection connection, boolean current) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into consumer_progress values ('order-service-users', 0, 0, 1, ?, 1, nextval('consumer_start'))
                on conflict (consumer, partition) do update set next_offset = excluded.next_offset
                """)) {
            statement.setInt(1, current ? 1 : 0);
            statement.executeUpdate();
        }
    }

    void clear() throws SQLException {
        commit(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("truncate user_replica, open_orders");
            }
        });
    }

    /** A transaction, which the caller commits and closes. */
    Connection begin() throws SQLException {
        var connection = settings.connect();
        connection.setAutoCommit(false);
        // A test fails rather than waits for ever.
        try (var statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '30s'");
        }
        return connection;
    }

    void commit(Work work) throws SQLException {
        try (var connection = begin()) {
            work.run(connection);
            connection.commit();
        }
    }

    <T> T query(ConnectionFunction<T> query) throws SQLException {
        try (var connection = settings.connect()) {
            return query.apply(connection);
        }
    }

    /** Orders that are marked as to be cancelled. */
    List<UUID> marked() throws SQLException {
        return ids("select order_id from open_orders where cancel_revision > 0");
    }

    List<UUID> open() throws SQLException {
        return ids("select order_id from open_orders");
    }

    /** The first column of all rows. */
    List<String> strings(String sql) throws SQLException {
        return query(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                var strings = new ArrayList<String>();
                while (rows.next()) {
                    strings.add(rows.getString(1));
                }
                return strings;
            }
        });
    }

    private List<UUID> ids(String sql) throws SQLException {
        return strings(sql).stream().map(UUID::fromString).toList();
    }

    /** A transaction of the server waits for a lock. */
    boolean somebodyWaits() throws SQLException {
        return !strings(
                        "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                .isEmpty();
    }
}
