package shop.platform.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the latest snapshots of many entities. */
final class SnapshotRead {
    private static final String READ = """
            select r.n, s.*
            from unnest(?, ?, ?) with ordinality as r(id, sequence_number, created, n)
            cross join lateral (
              select persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload,
                     meta_ser_id, meta_ser_manifest, meta_payload
              from snapshot
              where persistence_id = r.id and sequence_number <= r.sequence_number and created <= r.created
              order by sequence_number desc
              limit 1) s
            """;

    /** The latest snapshot up to a sequence number and a time, both inclusive. */
    record Request(String persistenceId, long maxSequenceNumber, long maxCreated) {}

    private SnapshotRead() {}

    static List<Optional<StoredSnapshot>> run(Connection connection, List<Request> requests) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            var columns = new ArrayParameters<>(connection, statement, requests);
            columns.add("text", String[]::new, Request::persistenceId);
            columns.add("int8", Long[]::new, Request::maxSequenceNumber);
            columns.add("int8", Long[]::new, Request::maxCreated);
            var found = new StoredSnapshot[requests.size()];
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    found[result.getInt(1) - 1] = snapshot(result);
                }
            }
            return Arrays.stream(found).map(Optional::ofNullable).toList();
        }
    }

    private static StoredSnapshot snapshot(ResultSet result) throws SQLException {
        return new StoredSnapshot(
                result.getString(2),
                result.getLong(3),
                result.getLong(4),
                new SerializedObject(result.getInt(5), result.getString(6), result.getBytes(7)),
                Replays.metadata(result, 8));
    }
}
