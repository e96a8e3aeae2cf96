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
            select persistence_id || '#' || sequence_number || ' times ' || coalesce(times, 0)
            from event_journal
            full join (select persistence_id, sequence_number, count(*) as times from applied group by 1, 2) a
              using (persistence_id, sequence_number)
            where times is distinct from 1 or ordering is null
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
