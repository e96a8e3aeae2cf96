package shop.platform.journal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** A transaction of a writer, made by hand so that a test decides when it takes its id and when it ends. Events are strings. */
public final class RawWriter implements AutoCloseable {
    private static final int STRING_SERIALIZER = 20;
    private static final String INSERT = """
            insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                       event_ser_id, event_ser_manifest, event_payload)
            values (?, ?, 'raw', ?, '', ?, '', ?)
            """;

    private final Connection connection;

    public RawWriter(TestNode node) throws SQLException {
        connection = node.connect();
        connection.setAutoCommit(false);
    }

    public RawWriter write(String persistenceId, long sequenceNumber) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, persistenceId);
            statement.setLong(2, sequenceNumber);
            statement.setLong(3, System.currentTimeMillis());
            statement.setInt(4, STRING_SERIALIZER);
            statement.setBytes(5, (persistenceId + "#" + sequenceNumber).getBytes(StandardCharsets.UTF_8));
            statement.executeUpdate();
        }
        return this;
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
