package shop.platform.projection;

import java.sql.Connection;
import java.sql.SQLException;
import shop.platform.journal.Partitions;

/** Whether a projection has handled what stood in the journal at a moment. */
final class HandledQuery {
    private static final String END = "select coalesce(max(ordering), 0) from event_journal";

    private static final String UNREAD = """
            select exists (
              select
              from generate_series(0, ?) p
              left join akka_projection_offset_store o on o.projection_name = ? and o.projection_key = p::text
              cross join lateral (
                select
                from event_journal
                where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p::smallint and ordering <= ?
                  and (transaction_id, ordering) > (coalesce(split_part(o.current_offset, ':', 1), '0')::xid8,
                                                    coalesce(split_part(o.current_offset, ':', 2), '0')::bigint)
                limit 1) unread)
            """;

    private HandledQuery() {}

    /** Returns the number of the last event that is committed, of any entity type. */
    static long end(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(END)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Returns whether no event up to this number waits to be handled. */
    static boolean isHandled(Connection connection, String name, String entityType, long end) throws SQLException {
        try (var statement = connection.prepareStatement(UNREAD)) {
            statement.setInt(1, Partitions.COUNT - 1);
            statement.setString(2, name);
            statement.setString(3, entityType);
            statement.setLong(4, end);
            try (var row = statement.executeQuery()) {
                row.next();
                return !row.getBoolean(1);
            }
        }
    }
}
