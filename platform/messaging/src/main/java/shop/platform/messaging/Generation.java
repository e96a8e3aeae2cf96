package shop.platform.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Which rebuild of a consumer its rows belong to. A transaction that handles records holds the generation; a rebuild waits for those
 * that run, and those that come later find that they are late.
 */
final class Generation {
    private static final String LOCK_ID = "(hashtextextended('shop.messaging ' || ?, 0))";
    private static final String SELECT = "select generation from message_consumer where consumer = ?";
    /** Two statements in one round trip; the second must not see the table as it was before the lock was granted. */
    private static final String HOLD = "select pg_advisory_xact_lock_shared" + LOCK_ID + ";" + SELECT;

    private static final String LOCK = "select pg_advisory_xact_lock" + LOCK_ID;
    /**
     * A number that no generation had before, also not one that the database has forgotten because it was restored to an earlier
     * moment: Kafka's offsets may still carry it. The microseconds are those of the database's clock; should it go back, the
     * numbers of one database rise nevertheless.
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

    /** Reads the generation, which stays so until the transaction ends. */
    long hold(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HOLD)) {
            statement.setString(1, consumer);
            statement.setString(2, consumer);
            statement.execute();
            statement.getMoreResults();
            return result(statement);
        }
    }

    /** Waits for the transactions that hold the present generation; those that want to hold one wait until this one ends. */
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
