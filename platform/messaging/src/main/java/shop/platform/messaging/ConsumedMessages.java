package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The highest sequence number that a consumer has handled per persistence id. The rows are locked until the transaction
 * ends: if a partition has two owners, possible for a moment around a rebalance, the second waits and then sees the
 * first one's work.
 */
final class ConsumedMessages {
    /** Locked in the order of the ids, so that the lock order is acyclic. */
    private static final String ADD = """
            insert into consumed_message (consumer, persistence_id, sequence_number)
            select ?, id, 0 from unnest(?) id order by id collate "C"
            on conflict do nothing
            """;

    private static final String LOCK = """
            select persistence_id, sequence_number from consumed_message
            where consumer = ? and persistence_id = any (?) order by persistence_id collate "C" for update
            """;
    private static final String RAISE = """
            update consumed_message c set sequence_number = handled.sequence_number
            from unnest(?, ?) handled (persistence_id, sequence_number)
            where c.consumer = ? and c.persistence_id = handled.persistence_id
            """;

    private final String consumer;

    ConsumedMessages(String consumer) {
        this.consumer = consumer;
    }

    /** Returns the records that were not handled before, in their order, and marks them as handled. */
    <M extends Message> List<ReceivedRecord<M>> remember(Connection connection, List<ReceivedRecord<M>> records)
            throws SQLException {
        var handled = lock(
                connection,
                records.stream().map(ReceivedRecord::persistenceId).distinct().toArray(String[]::new));
        var fresh = new ArrayList<ReceivedRecord<M>>();
        var raised = new TreeMap<String, Long>();
        for (var one : records) {
            var id = one.persistenceId();
            if (one.sequenceNumber() > handled.get(id)) {
                handled.put(id, one.sequenceNumber());
                raised.put(id, one.sequenceNumber());
                fresh.add(one);
            }
        }
        raise(connection, raised);
        return fresh;
    }

    void forget(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("delete from consumed_message where consumer = ?")) {
            statement.setString(1, consumer);
            statement.executeUpdate();
        }
    }

    private Map<String, Long> lock(Connection connection, String[] ids) throws SQLException {
        var array = connection.createArrayOf("text", ids);
        try (var add = connection.prepareStatement(ADD);
                var lock = connection.prepareStatement(LOCK)) {
            add.setString(1, consumer);
            add.setArray(2, array);
            add.executeUpdate();
            lock.setString(1, consumer);
            lock.setArray(2, array);
            var handled = new HashMap<String, Long>();
            try (var rows = lock.executeQuery()) {
                while (rows.next()) {
                    handled.put(rows.getString(1), rows.getLong(2));
                }
            }
            return handled;
        }
    }

    private void raise(Connection connection, Map<String, Long> raised) throws SQLException {
        if (raised.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(RAISE)) {
            statement.setArray(1, array(connection, "text", raised.keySet().toArray()));
            statement.setArray(2, array(connection, "int8", raised.values().toArray()));
            statement.setString(3, consumer);
            statement.executeUpdate();
        }
    }

    private static Array array(Connection connection, String type, Object[] elements) throws SQLException {
        return connection.createArrayOf(type, elements);
    }
}
