package shop.platform.fencing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The table journal_writer: the node lives that may write. Each method is one statement. An insert of events locks its
 * lane's row until its transaction has ended, including the wait for a synchronous standby; so a change or delete of
 * the row waits for it.
 */
public final class WriterTable {
    /** The epoch of each lane of a life that has just been registered. */
    public static final long FIRST_EPOCH = 1;

    private static final String REGISTER = """
            insert into journal_writer (node, lane, epoch) select ?, lane, ? from generate_series(0, ? - 1) lane
            on conflict do nothing
            """;
    private static final String EXISTS = "select exists (select from journal_writer where node = ?)";
    private static final String EPOCH = "select epoch from journal_writer where node = ? and lane = ?";
    private static final String ROTATE =
            "update journal_writer set epoch = epoch + 1 where node = ? and lane = ? returning epoch";
    private static final String NODES = "select distinct node from journal_writer";
    // A revoked node revokes nobody: it may know less about the cluster than the nodes that continued without it.
    private static final String REVOKE = """
            with self as materialized (select 1 from journal_writer where node = ? and lane = 0 for share),
                 gone as (delete from journal_writer w using self where w.node = any(?))
            select exists (select from self)
            """;
    private static final String RESIGN = """
            with gone as (delete from journal_writer where node = ?)
            update journal_shard set node = null where node = ?
            """;

    private WriterTable() {}

    /** Gives a life the right to write. Call it once: a second call would give a revoked life its right back. */
    public static void register(Connection connection, long node, int lanes) throws SQLException {
        try (var statement = connection.prepareStatement(REGISTER)) {
            statement.setLong(1, node);
            statement.setLong(2, FIRST_EPOCH);
            statement.setInt(3, lanes);
            statement.executeUpdate();
        }
    }

    /** Returns whether the life may write. */
    public static boolean isWriter(Connection connection, long node) throws SQLException {
        try (var statement = connection.prepareStatement(EXISTS)) {
            statement.setLong(1, node);
            return isTrue(statement);
        }
    }

    /** Returns the epoch of a lane; empty when the life may not write. */
    public static OptionalLong epoch(Connection connection, long node, int lane) throws SQLException {
        return number(connection, EPOCH, node, lane);
    }

    /**
     * Raises the epoch of a lane and returns it; empty when the life may not write. Afterwards every insert that the lane has sent
     * before is either committed or will never be.
     */
    public static OptionalLong rotate(Connection connection, long node, int lane) throws SQLException {
        return number(connection, ROTATE, node, lane);
    }

    /** Returns all lives that may write. */
    public static Set<Long> nodes(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(NODES);
                var rows = statement.executeQuery()) {
            var nodes = new HashSet<Long>();
            while (rows.next()) {
                nodes.add(rows.getLong(1));
            }
            return nodes;
        }
    }

    /**
     * Takes the right to write from {@code nodes}, for ever. Afterwards each of their inserts is either committed or will never be.
     *
     * @return false when {@code self} may not write itself, and so nothing was done
     */
    public static boolean revoke(Connection connection, long self, Collection<Long> nodes) throws SQLException {
        try (var statement = connection.prepareStatement(REVOKE)) {
            statement.setLong(1, self);
            statement.setArray(2, connection.createArrayOf("int8", nodes.toArray()));
            return isTrue(statement);
        }
    }

    /**
     * Gives up this node's right, and with it all shards, so that their next holder need not wait. For a node that
     * answers nothing more.
     */
    public static void resign(Connection connection, long node) throws SQLException {
        try (var statement = connection.prepareStatement(RESIGN)) {
            statement.setLong(1, node);
            statement.setLong(2, node);
            statement.executeUpdate();
        }
    }

    private static OptionalLong number(Connection connection, String sql, long node, int lane) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, node);
            statement.setInt(2, lane);
            try (var row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static boolean isTrue(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
