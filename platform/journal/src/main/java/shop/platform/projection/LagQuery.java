package shop.platform.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import shop.platform.journal.Partitions;

/** Compares the journal with the stored offsets. */
final class LagQuery {
    private static final String LAG = """
            select coalesce(sum(behind.events), 0), coalesce(min(behind.oldest), 0)
            from generate_series(0, ?) p
            left join akka_projection_offset_store o on o.projection_name = ? and o.projection_key = p::text
            cross join lateral (
              select count(*) as events, min(write_timestamp) as oldest
              from (
                select write_timestamp
                from event_journal
                where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p::smallint
                  and (transaction_id, ordering) > (coalesce(split_part(o.current_offset, ':', 1), '0')::xid8,
                                                    coalesce(split_part(o.current_offset, ':', 2), '0')::bigint)
                order by transaction_id, ordering
                limit ?) unread) behind
            """;

    private LagQuery() {}

    static ProjectionLag run(Connection connection, String name, String entityType) throws SQLException {
        try (var statement = connection.prepareStatement(LAG)) {
            statement.setInt(1, Partitions.COUNT - 1);
            statement.setString(2, name);
            statement.setString(3, entityType);
            statement.setInt(4, ProjectionLag.COUNTED);
            try (var row = statement.executeQuery()) {
                row.next();
                var events = row.getLong(1);
                var age = events == 0 ? 0 : Math.max(0, System.currentTimeMillis() - row.getLong(2));
                return new ProjectionLag(events, Duration.ofMillis(age));
            }
        }
    }
}
