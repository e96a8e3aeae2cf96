package shop.platform.projection;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import shop.platform.journal.Partitions;

/** Compares the stored offsets with where each partition's events ended at one moment. */
record JournalProgress(Connection connection, String name, String entityType, Ends ends)
        implements Resettable.Progress {
    private static final String ENDS = """
            select array_agg(coalesce(last.transaction_id, '0'::xid8)::text order by p),
                   array_agg(coalesce(last.ordering, 0) order by p)
            from generate_series(0, ?) p
            left join lateral (
              select transaction_id, ordering from event_journal
              where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p::smallint
              order by transaction_id desc, ordering desc limit 1) last on true
            """;
    private static final String REMAINING = """
            select coalesce(sum(behind.events), 0)
            from unnest(?::text[], ?::bigint[]) with ordinality as ends (transaction_id, ordering, number)
            left join akka_projection_offset_store o
              on o.projection_name = ? and o.projection_key = (ends.number - 1)::text
            cross join lateral (
              select count(*) as events from (
                select 1 from event_journal
                where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = (ends.number - 1)::smallint
                  and (transaction_id, ordering) > (coalesce(split_part(o.current_offset, ':', 1), '0')::xid8,
                                                    coalesce(split_part(o.current_offset, ':', 2), '0')::bigint)
                  and (transaction_id, ordering) <= (ends.transaction_id::xid8, ends.ordering)
                limit ?) unread) behind
            """;

    /** Of each partition, the transactions and the orderings of the last events. */
    record Ends(Array transactions, Array orderings) {}

    static JournalProgress upToNow(Connection connection, String name, String entityType) throws SQLException {
        try (var statement = connection.prepareStatement(ENDS)) {
            statement.setInt(1, Partitions.COUNT - 1);
            statement.setString(2, entityType);
            try (var row = statement.executeQuery()) {
                row.next();
                var ends = new Ends(row.getArray(1), row.getArray(2));
                return new JournalProgress(connection, name, entityType, ends);
            }
        }
    }

    /** Counts up to {@link ProjectionLag#COUNTED} per partition. */
    @Override
    public long remaining() throws SQLException {
        try (var statement = connection.prepareStatement(REMAINING)) {
            statement.setArray(1, ends.transactions());
            statement.setArray(2, ends.orderings());
            statement.setString(3, name);
            statement.setString(4, entityType);
            statement.setInt(5, ProjectionLag.COUNTED);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
