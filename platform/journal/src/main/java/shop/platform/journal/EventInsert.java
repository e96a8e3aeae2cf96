package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Inserts the events of any number of writers by one statement, and so in one transaction and one round trip. The
 * connection commits each statement by itself. The statement locks its lane's row of journal_writer until the
 * transaction has ended: a delete of the row waits for it, and an insert that waits for a delete finds no row and
 * inserts nothing.
 */
final class EventInsert {
    private static final String INSERT = """
            with writer as materialized
              (select 1 from journal_writer where node = ? and lane = ? and epoch = ? for share)
            insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                       event_ser_id, event_ser_manifest, event_payload,
                                       meta_ser_id, meta_ser_manifest, meta_payload)
            select persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                   event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload
            from writer, unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality
              as e(persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                   event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload, n)
            order by n
            """;

    private EventInsert() {}

    /** Returns false when nothing was inserted, because the lane is not at this epoch or the node may not write. */
    static boolean run(Connection connection, long node, int lane, long epoch, List<List<StoredEvent>> writes)
            throws SQLException {
        var events = writes.stream().flatMap(List::stream).toList();
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setLong(1, node);
            statement.setInt(2, lane);
            statement.setLong(3, epoch);
            var columns = new ArrayParameters<>(connection, statement, 4, events);
            columns.add("text", String[]::new, StoredEvent::persistenceId);
            columns.add("int8", Long[]::new, StoredEvent::sequenceNumber);
            columns.add("text", String[]::new, StoredEvent::writer);
            columns.add("int8", Long[]::new, StoredEvent::writeTimestamp);
            columns.add("text", String[]::new, StoredEvent::adapterManifest);
            columns.add("int4", Integer[]::new, event -> event.event().serializerId());
            columns.add("text", String[]::new, event -> event.event().manifest());
            columns.add("bytea", byte[][]::new, event -> event.event().bytes());
            columns.add("int4", Integer[]::new, metadata(SerializedObject::serializerId));
            columns.add("text", String[]::new, metadata(SerializedObject::manifest));
            columns.add("bytea", byte[][]::new, metadata(SerializedObject::bytes));
            return statement.executeUpdate() == events.size();
        }
    }

    private static <T> Function<StoredEvent, T> metadata(Function<SerializedObject, T> column) {
        return event -> event.metadata().map(column).orElse(null);
    }
}
