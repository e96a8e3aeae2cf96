package shop.platform.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Transaction ids are valid only on the server that assigned them. After a restore from a dump into a server with lower
 * ids, the ids of the journal and the projections lie in that server's future, and projections would see nothing until
 * it caught up: so the node refuses to start.
 */
final class RestoredDump {
    private static final String NEWEST_STORED_OFFSET = """
            select split_part(current_offset, ':', 1)::xid8::text as newest, pg_snapshot_xmax(pg_current_snapshot())::text
            from akka_projection_offset_store
            where current_offset ~ '^[0-9]+:[0-9]+$'
            order by split_part(current_offset, ':', 1)::xid8 desc
            limit 1
            """;
    private static final String NEWEST_EVENT = """
            select transaction_id::text as newest, pg_snapshot_xmax(pg_current_snapshot())::text
            from event_journal
            where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = ?::smallint
            order by transaction_id desc, ordering desc
            limit 1
            """;

    private RestoredDump() {}

    /** Checks the stored offsets of all projections. */
    static void refuse(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(NEWEST_STORED_OFFSET)) {
            check(statement);
        }
    }

    /** Checks the events of a partition. */
    static void refuse(Connection connection, String entityType, int partition) throws SQLException {
        try (var statement = connection.prepareStatement(NEWEST_EVENT)) {
            statement.setString(1, entityType);
            statement.setInt(2, partition);
            check(statement);
        }
    }

    private static void check(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            if (row.next()) {
                check(Long.parseUnsignedLong(row.getString(1)), Long.parseUnsignedLong(row.getString(2)));
            }
        }
    }

    private static void check(long newest, long next) {
        if (Long.compareUnsigned(newest, next) < 0) {
            return;
        }
        throw new IllegalStateException("transaction id: " + Long.toUnsignedString(newest) + " (expected: < "
                + Long.toUnsignedString(next)
                + ", the server's next one). The database was restored from a dump into a younger server: stop the server, raise"
                + " its epoch above " + (newest >>> 32) + " with pg_resetwal --epoch, and start again");
    }
}
