package shop.acceptance;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Everything in a database but which node runs which shard, as a digest by table. */
record DatabaseContents(Map<String, String> digests) {
    /** A cluster moves shards among its own nodes whenever it likes. Who may write at all is in journal_writer. */
    private static final String SHARDS = "journal_shard";

    /** Several times what the slowest projection, the audit's, waits before it asks whether there is something new. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** Whether the audit's next checkpoint, which comes by the clock, has nothing to write. */
    private static final String CHECKPOINTED = """
            select coalesce((select sequences from audit_checkpoint order by number desc limit 1), '{}')
              = (select array_agg(sequence order by chain) from audit_chain)
            """;

    /** As it is when nothing has changed for five seconds: projections may be at work after whatever was before. */
    static DatabaseContents whenQuiet(String url) {
        var last = new AtomicReference<>(read(url));
        await().atMost(ClusterState.BOUND).pollInterval(QUIET).until(() -> {
            var now = read(url);
            return last.getAndSet(now).equals(now) && isCheckpointed(url);
        });
        return last.get();
    }

    private static boolean isCheckpointed(String url) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery(CHECKPOINTED)) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + url, e);
        }
    }

    static DatabaseContents read(String url) {
        try (var connection = DriverManager.getConnection(url)) {
            var digests = new TreeMap<String, String>();
            for (var table : tables(connection)) {
                if (!table.equals(SHARDS)) {
                    digests.put(table, digest(connection, table));
                }
            }
            return new DatabaseContents(digests);
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + url, e);
        }
    }

    /** The names of all tables, the schema's history included. */
    static List<String> tables(Connection connection) throws SQLException {
        try (var rows = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
            var tables = new ArrayList<String>();
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
            return tables;
        }
    }

    private static String digest(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from " + table
                                + " t")) {
            row.next();
            return row.getString(1);
        }
    }
}
