package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Inserts the events of many writers by one statement, and so in one transaction and one round trip, whatever their number. The
 * connection commits each statement by itself.
 */
final class EventInsert {
    private static final String INSERT = """
            insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                       event_ser_id, event_ser_manifest, event_payload,
                                       meta_ser_id, meta_ser_manifest, meta_payload)
            select persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                   event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality
              as e(persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                   event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload, n)
            order by n
            """;

    private EventInsert() {}

    static List<Boolean> run(Connection connection, List<List<StoredEvent>> writes) throws SQLException {
        var events = writes.stream().flatMap(List::stream).toList();
        try (var statement = connection.prepareStatement(INSERT)) {
            var columns = new ArrayParameters<>(connection, statement, events);
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
            statement.executeUpdate();
        }
        return writes.stream().map(write -> true).toList();
    }

    private static <T> Function<StoredEvent, T> metadata(Function<SerializedObject, T> column) {
        return event -> event.metadata().map(column).orElse(null);
    }
}
