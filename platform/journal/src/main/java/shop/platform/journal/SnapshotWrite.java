package shop.platform.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Saves and deletes snapshots. */
final class SnapshotWrite {
    private static final String SAVE = """
            insert into snapshot (persistence_id, sequence_number, created,
                                  snapshot_ser_id, snapshot_ser_manifest, snapshot_payload,
                                  meta_ser_id, meta_ser_manifest, meta_payload)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (persistence_id, sequence_number) do update
            set created = excluded.created,
                snapshot_ser_id = excluded.snapshot_ser_id,
                snapshot_ser_manifest = excluded.snapshot_ser_manifest,
                snapshot_payload = excluded.snapshot_payload,
                meta_ser_id = excluded.meta_ser_id,
                meta_ser_manifest = excluded.meta_ser_manifest,
                meta_payload = excluded.meta_payload
            """;
    private static final String DELETE =
            "delete from snapshot where persistence_id = ? and sequence_number between ? and ? and created <= ?";

    private SnapshotWrite() {}

    /** Replaces a snapshot of the same sequence number. */
    static Void save(Connection connection, StoredSnapshot stored) throws SQLException {
        try (var statement = connection.prepareStatement(SAVE)) {
            statement.setString(1, stored.persistenceId());
            statement.setLong(2, stored.sequenceNumber());
            statement.setLong(3, stored.created());
            set(statement, 4, stored.snapshot());
            set(statement, 7, stored.metadata().orElse(null));
            statement.executeUpdate();
            return null;
        }
    }

    /** All bounds are inclusive. */
    static Void delete(
            Connection connection,
            String persistenceId,
            long minSequenceNumber,
            long maxSequenceNumber,
            long maxCreated)
            throws SQLException {
        try (var statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, persistenceId);
            statement.setLong(2, minSequenceNumber);
            statement.setLong(3, maxSequenceNumber);
            statement.setLong(4, maxCreated);
            statement.executeUpdate();
            return null;
        }
    }

    private static void set(PreparedStatement statement, int first, SerializedObject object) throws SQLException {
        if (object == null) {
            statement.setNull(first, Types.INTEGER);
            statement.setNull(first + 1, Types.VARCHAR);
            statement.setNull(first + 2, Types.BINARY);
            return;
        }
        statement.setInt(first, object.serializerId());
        statement.setString(first + 1, object.manifest());
        statement.setBytes(first + 2, object.bytes());
    }
}
