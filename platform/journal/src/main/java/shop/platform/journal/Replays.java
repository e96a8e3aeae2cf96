package shop.platform.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads pages of the histories of many entities, deleted events excluded. */
final class Replays {
    private static final String READ = """
            select r.n, e.*
            from unnest(?, ?, ?, ?) with ordinality as r(id, lowest, highest, max, n)
            cross join lateral (
              select persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                     event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload
              from event_journal
              where persistence_id = r.id and sequence_number between r.lowest and r.highest and not deleted
              order by sequence_number
              limit r.max) e
            order by r.n, e.sequence_number
            """;

    /** Events from {@code lowest} to {@code highest}, at most {@code max} of them. */
    record Request(String persistenceId, long lowest, long highest, long max) {
        /** What to ask for after these answers, if there may be more. */
        Optional<Request> after(List<StoredEvent> events) {
            if (events.size() < max) {
                return Optional.empty();
            }
            var next = events.get(events.size() - 1).sequenceNumber() + 1;
            return Optional.of(new Request(persistenceId, next, highest, max));
        }
    }

    private Replays() {}

    static List<List<StoredEvent>> run(Connection connection, List<Request> requests) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            var columns = new ArrayParameters<>(connection, statement, requests);
            columns.add("text", String[]::new, Request::persistenceId);
            columns.add("int8", Long[]::new, Request::lowest);
            columns.add("int8", Long[]::new, Request::highest);
            columns.add("int8", Long[]::new, Request::max);
            List<List<StoredEvent>> pages = IntStream.range(0, requests.size())
                    .<List<StoredEvent>>mapToObj(request -> new ArrayList<>())
                    .toList();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    pages.get(result.getInt(1) - 1).add(event(result));
                }
            }
            return pages;
        }
    }

    private static StoredEvent event(ResultSet result) throws SQLException {
        return new StoredEvent(
                result.getString(2),
                result.getLong(3),
                result.getString(4),
                result.getLong(5),
                result.getString(6),
                new SerializedObject(result.getInt(7), result.getString(8), result.getBytes(9)),
                metadata(result, 10));
    }

    /** Returns the three columns of metadata, of which {@code first} is the serializer's id; also for snapshots. */
    static Optional<SerializedObject> metadata(ResultSet result, int first) throws SQLException {
        var bytes = result.getBytes(first + 2);
        if (bytes == null) {
            return Optional.empty();
        }
        var manifest = result.getString(first + 1);
        return Optional.of(new SerializedObject(result.getInt(first), manifest == null ? "" : manifest, bytes));
    }
}
