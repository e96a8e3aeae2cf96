package shop.platform.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The rebuild of a consumer to which its rows belong. A transaction that handles records holds the generation; a
 * rebuild waits for running ones, and later ones find another generation.
 */
final class Generation {
    private static final String LOCK_ID = "(hashtextextended('shop.messaging ' || ?, 0))";
    private static final String SELECT = "select generation from message_consumer where consumer = ?";
    /** Two statements in one round trip; the second must not see the table as it was before the lock was granted. */
    private static final String HOLD = "select pg_advisory_xact_lock_shared" + LOCK_ID + ";" + SELECT;

    private static final String LOCK = "select pg_advisory_xact_lock" + LOCK_ID;
    /**
     * Returns a number that no generation had before, including those that a restored database has lost, since Kafka's
     * offsets may still carry them. It is the time of the database's clock in microseconds; if that clock is set back,
     * the numbers of one database still rise.
     */
    private static final String BEGIN_NEXT = """
            insert into message_consumer values (?, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
            on conflict (consumer) do update set generation = greatest(message_consumer.generation + 1, excluded.generation)
            """;

    private final String consumer;

    Generation(String consumer) {
        this.consumer = consumer;
    }

    long read(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, consumer);
            statement.execute();
            return result(statement);
        }
    }

    /** Reads the generation, which does not change until the transaction ends. */
    long hold(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HOLD)) {
            statement.setString(1, consumer);
            statement.setString(2, consumer);
            statement.execute();
            statement.getMoreResults();
            return result(statement);
        }
    }

    /** Waits for the transactions that hold the present generation; new ones wait until this one ends. */
    void beginNext(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement(LOCK);
                var begin = connection.prepareStatement(BEGIN_NEXT)) {
            lock.setString(1, consumer);
            lock.execute();
            begin.setString(1, consumer);
            begin.executeUpdate();
        }
    }

    private static long result(PreparedStatement statement) throws SQLException {
        try (var row = statement.getResultSet()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
