package shop.platform.projection;

import akka.projection.ProjectionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;
import shop.platform.journal.EventOffset;

/**
 * Enforces exactly-once for any workers on a partition: two workers at the same time, possible for a moment when
 * partitions move between nodes and for longer when a node is cut off; a transaction that outlives the stream that
 * began it; a worker that missed a reset. A transaction holds the partition's lock, and a group passes only if the
 * partition is exactly where the group begins. It has no state of its own: each group carries its beginning.
 */
record Fence(Database database, ProjectionId projection) {
    private static final String READ = """
            select coalesce(g.generation, 0), o.current_offset
            from (select ?::text as name, ?::text as key) partition
            left join projection_generation g on g.projection_name = partition.name
            left join akka_projection_offset_store o
              on o.projection_name = partition.name and o.projection_key = partition.key
            """;
    /** Three statements in one round trip; the last must not see the tables as they were before the lock was granted. */
    private static final String LOCK_AND_READ = """
            set local shop.compares_generations = 'yes';
            select pg_advisory_xact_lock(hashtextextended(?, 0));
            """ + READ;

    /** Returns the present position of the partition. */
    CompletionStage<Position> position() {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement(READ)) {
                statement.setString(1, projection.name());
                statement.setString(2, projection.key());
                statement.execute();
                return position(statement);
            }
        });
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

    /** Lets the group through, or throws if the partition is not where the group begins. */
    void pass(FencedSession session, EventGroup<?> group) {
        var first = group.events().get(0).offset();
        if (!session.stored().equals(group.after())
                || !first.isAfter(session.stored().offset())) {
            throw new ProjectionException(
                    "%s: position: %s (expected: %s, before the event at %s; another worker runs this partition, or it was reset)"
                            .formatted(projection.id(), session.stored(), group.after(), first),
                    null);
        }
    }

    private Position lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(LOCK_AND_READ)) {
            statement.setString(1, projection.id());
            statement.setString(2, projection.name());
            statement.setString(3, projection.key());
            statement.execute();
            statement.getMoreResults();
            statement.getMoreResults();
            return position(statement);
        }
    }

    private static Position position(PreparedStatement executed) throws SQLException {
        try (var row = executed.getResultSet()) {
            row.next();
            var offset = row.getString(2);
            return new Position(row.getLong(1), offset == null ? EventOffset.START : EventOffset.parse(offset));
        }
    }
}
