package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Deletes the events of an entity up to a sequence number. The last of them stays, marked as deleted, so that the sequence goes on
 * from there.
 */
final class EventDelete {
    private static final String MARK =
            "update event_journal set deleted = true where persistence_id = ? and sequence_number <= ? and not deleted";
    private static final String DELETE = """
            delete from event_journal
            where persistence_id = ?
              and sequence_number < (select max(sequence_number) from event_journal where persistence_id = ? and deleted)
            """;

    private EventDelete() {}

    static Void run(Connection connection, String persistenceId, long toSequenceNumber) throws SQLException {
        try (var mark = connection.prepareStatement(MARK);
                var delete = connection.prepareStatement(DELETE)) {
            connection.setAutoCommit(false);
            mark.setString(1, persistenceId);
            mark.setLong(2, toSequenceNumber);
            mark.executeUpdate();
            delete.setString(1, persistenceId);
            delete.setString(2, persistenceId);
            delete.executeUpdate();
            connection.commit();
            return null;
        }
    }
}
