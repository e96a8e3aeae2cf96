package shop.platform.projection;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.TestNode;

/** The read model of the tests: it counts how often each event came. */
final class SeenTable {
    private static final String COUNT = """
            insert into seen values (?, ?, 1)
            on conflict (persistence_id, sequence_number) do update set times = seen.times + 1
            """;
    private static final String DIFFERENCES = """
            select coalesce(e.persistence_id, s.persistence_id) || '#' || coalesce(e.sequence_number, s.sequence_number)
                   || ' times ' || coalesce(s.times, 0)
            from event_journal e full join seen s using (persistence_id, sequence_number)
            where s.times is distinct from 1 or e.persistence_id is null
            limit 20
            """;

    private SeenTable() {}

    static <E> void count(Connection connection, List<EventEnvelope<E>> events) throws SQLException {
        try (var statement = connection.prepareStatement(COUNT)) {
            for (var event : events) {
                statement.setString(1, event.persistenceId());
                statement.setLong(2, event.sequenceNumber());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Events that the read model does not hold exactly once, and what it holds but the journal does not. */
    static List<String> differences(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(DIFFERENCES)) {
            var differences = new java.util.ArrayList<String>();
            while (rows.next()) {
                differences.add(rows.getString(1));
            }
            return differences;
        }
    }

    static long size(TestNode node) throws SQLException {
        try (var connection = node.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from seen")) {
            row.next();
            return row.getLong(1);
        }
    }
}
