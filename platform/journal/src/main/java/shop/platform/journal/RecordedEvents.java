package shop.platform.journal;

import akka.serialization.Serialization;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The events of single entities as the journal has them. Not thread-safe. */
public final class RecordedEvents {
    /** Events of one read. */
    private static final int PAGE = 500;

    private static final String AFTER = """
            select sequence_number, event_ser_id, event_ser_manifest, event_payload from event_journal
            where persistence_id = ? and sequence_number > ? and not deleted
            order by sequence_number limit ?
            """;

    private final Connection connection;
    private final Serialization serialization;

    /** @param connection is not closed here */
    public RecordedEvents(Connection connection, Serialization serialization) {
        this.connection = connection;
        this.serialization = serialization;
    }

    /** @param sequence of the event within its entity, from 1 */
    public record Recorded(long sequence, Object event) {}

    /**
     * Returns the next events of an entity, in their order; empty: there are none yet.
     *
     * @param sequence of the last event that is known; 0: none is
     * @throws SQLException also when an event cannot be read; the message names it
     */
    public List<Recorded> after(String persistenceId, long sequence) throws SQLException {
        return Sql.select(
                connection,
                AFTER,
                row -> {
                    var number = row.getLong("sequence_number");
                    var stored = new SerializedObject(
                            row.getInt("event_ser_id"),
                            row.getString("event_ser_manifest"),
                            row.getBytes("event_payload"));
                    return new Recorded(number, read(persistenceId, number, stored));
                },
                persistenceId,
                sequence,
                PAGE);
    }

    private Object read(String persistenceId, long sequence, SerializedObject stored) throws SQLException {
        try {
            return stored.read(serialization);
        } catch (RuntimeException e) {
            throw new SQLException(
                    "event: %s, number %d, cannot be read (expected: one that this version of the service knows): %s"
                            .formatted(persistenceId, sequence, e.getMessage()),
                    e);
        }
    }
}
