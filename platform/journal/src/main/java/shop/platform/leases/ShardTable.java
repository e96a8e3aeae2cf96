package shop.platform.leases;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The table journal_shard: which node life runs the entities of a shard. Rows are locked in the order of their names.
 */
final class ShardTable {
    private static final String ACQUIRE = """
            with self as materialized (select 1 from journal_writer where node = ? and lane = 0 for share)
            insert into journal_shard (name, node)
            select name, ? from self, unnest(?) name order by name
            on conflict (name) do update set node = excluded.node
            where journal_shard.node is null or journal_shard.node = excluded.node or journal_shard.node = any(?)
            """;
    private static final String HOLDERS = "select name, node from journal_shard where name = any(?)";
    private static final String RELEASE = """
            with own as (select name from journal_shard where name = any(?) and node = ? order by name for update)
            update journal_shard s set node = null from own where s.name = own.name
            """;

    private ShardTable() {}

    /**
     * Takes the shards that are free, or held by one of {@code gone}, unless this node may not write itself.
     *
     * @return who holds each shard now
     */
    static Map<String, OptionalLong> acquire(
            Connection connection, long node, Collection<String> names, Collection<Long> gone) throws SQLException {
        var shards = connection.createArrayOf("text", names.toArray());
        try (var statement = connection.prepareStatement(ACQUIRE)) {
            statement.setLong(1, node);
            statement.setLong(2, node);
            statement.setArray(3, shards);
            statement.setArray(4, connection.createArrayOf("int8", gone.toArray()));
            statement.executeUpdate();
        }
        try (var statement = connection.prepareStatement(HOLDERS)) {
            statement.setArray(1, shards);
            var holders = new HashMap<String, OptionalLong>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var holder = row.getLong(2);
                    holders.put(row.getString(1), row.wasNull() ? OptionalLong.empty() : OptionalLong.of(holder));
                }
            }
            return holders;
        }
    }

    /** Gives shards up, of which this node runs no entity and has no write open. */
    static void release(Connection connection, long node, List<String> names) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            statement.setLong(2, node);
            statement.executeUpdate();
        }
    }
}
