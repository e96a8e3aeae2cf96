package shop.platform.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the events of one partition of an entity type in the order of their offsets, and only those below the oldest
 * transaction that still runs: events of running transactions have offsets above it, so that nothing can appear behind
 * a reader.
 */
record EventPage(String entityType, int partition, int limit) {
    static final String READ = """
            select transaction_id::text as transaction, ordering, persistence_id, sequence_number, write_timestamp,
                   event_ser_id, event_ser_manifest, event_payload
            from event_journal
            where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = ?::smallint
              and (transaction_id, ordering) > (?::xid8, ?)
              and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
            order by transaction_id, ordering
            limit ?
            """;

    /** An event as it is stored. */
    record Row(
            EventOffset offset,
            String persistenceId,
            long sequenceNumber,
            long timestampMillis,
            int serializerId,
            String manifest,
            byte[] payload) {}

    List<Row> after(Connection connection, EventOffset offset) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            statement.setString(1, entityType);
            statement.setInt(2, partition);
            statement.setString(3, Long.toUnsignedString(offset.transaction()));
            statement.setLong(4, offset.ordering());
            statement.setInt(5, limit);
            try (var result = statement.executeQuery()) {
                var rows = new ArrayList<Row>();
                while (result.next()) {
                    rows.add(row(result));
                }
                return rows;
            }
        }
    }

    private static Row row(ResultSet result) throws SQLException {
        return new Row(
                new EventOffset(Long.parseUnsignedLong(result.getString(1)), result.getLong(2)),
                result.getString(3),
                result.getLong(4),
                result.getLong(5),
                result.getInt(6),
                result.getString(7),
                result.getBytes(8));
    }
}
