package shop.platform.projection;

import akka.projection.ProjectionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import shop.platform.journal.Database;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;

/**
 * Keeps exactly-once true when two workers of one partition run at the same time, as they may for a moment when partitions move
 * between nodes, and for longer when a node is cut off. A transaction holds the partition's lock, and goes through only if the
 * stored offset is still where this worker left it.
 */
final class Fence {
    /** Two statements in one round trip; the second must not see the table as it was before the lock was granted. */
    private static final String LOCK_AND_READ = """
            select pg_advisory_xact_lock(hashtextextended(?, 0));
            select current_offset from akka_projection_offset_store where projection_name = ? and projection_key = ?
            """;

    private final Database database;
    private final ProjectionId projection;
    private volatile EventOffset expected = EventOffset.START;

    Fence(Database database, ProjectionId projection) {
        this.database = database;
        this.projection = projection;
    }

    /** The worker continues after {@code offset}. */
    void continueAfter(EventOffset offset) {
        expected = offset;
    }

    /** Begins a transaction. Blocks while another of the same partition runs. */
    FencedSession begin() {
        try {
            var connection = database.beginTransaction();
            try {
                return new FencedSession(connection, lock(connection));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new ProjectionException(projection.id() + ": no transaction", e);
        }
    }

    /** Lets the events through, or throws if another worker has been here. */
    <E> void pass(FencedSession session, List<EventEnvelope<E>> events) {
        if (!session.storedOffset().equals(expected)) {
            throw new ProjectionException(
                    projection.id() + ": offset: " + session.storedOffset() + " (expected: " + expected
                            + "; another worker runs this partition, or the offset was reset)",
                    null);
        }
        expected = events.get(events.size() - 1).offset();
    }

    private EventOffset lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(LOCK_AND_READ)) {
            statement.setString(1, projection.id());
            statement.setString(2, projection.name());
            statement.setString(3, projection.key());
            statement.execute();
            statement.getMoreResults();
            try (var row = statement.getResultSet()) {
                return row.next() ? EventOffset.parse(row.getString(1)) : EventOffset.START;
            }
        }
    }
}
