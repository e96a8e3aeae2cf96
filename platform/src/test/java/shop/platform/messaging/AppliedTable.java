package shop.platform.messaging;

import com.google.protobuf.StringValue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the handler of the tests does: it writes down what came, and when. */
final class AppliedTable {
    private static final String INSERT =
            "insert into applied (persistence_id, sequence_number, content) values (?, ?, ?)";
    private static final String DIFFERENCES = """
            select coalesce(e.persistence_id, a.persistence_id) || '#' || coalesce(e.sequence_number, a.sequence_number)
                   || ' times ' || count(a.position)
            from event_journal e full join applied a using (persistence_id, sequence_number)
            group by 1, coalesce(e.persistence_id, a.persistence_id), coalesce(e.sequence_number, a.sequence_number)
            having count(a.position) <> 1 or count(e.ordering) <> 1
            limit 20
            """;
    private static final String OUT_OF_ORDER = """
            select persistence_id || '#' || sequence_number from (
              select *, lag(sequence_number) over (partition by persistence_id order by position) before from applied) o
            where before >= sequence_number
            limit 20
            """;

    private AppliedTable() {}

    static void write(Connection connection, List<ReceivedRecord<StringValue>> records) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            for (var one : records) {
                statement.setString(1, one.persistenceId());
                statement.setLong(2, one.sequenceNumber());
                statement.setString(3, one.message().getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static Void empty(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("truncate applied");
            return null;
        }
    }

    /** Events that were not applied exactly once, and what was applied but is no event. */
    static List<String> differences(String url) throws SQLException {
        return strings(url, DIFFERENCES);
    }

    static List<String> outOfOrder(String url) throws SQLException {
        return strings(url, OUT_OF_ORDER);
    }

    /** In an order of its own, so that two states can be compared. */
    static List<String> contents(String url) throws SQLException {
        return strings(
                url, "select persistence_id || '=' || content from applied order by persistence_id, sequence_number");
    }

    static int size(String url) throws SQLException {
        return Integer.parseInt(strings(url, "select count(*) from applied").get(0));
    }

    private static List<String> strings(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }
}
