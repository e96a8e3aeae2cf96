package shop.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the report reads in PostgreSQL, on a connection of its own. For one thread at a time. */
final class Database implements AutoCloseable {
    private static final String JOURNAL = "event_journal";

    private final String jdbcUrl;
    private final Connection connection;

    Database(String jdbcUrl) throws SQLException {
        this.jdbcUrl = jdbcUrl;
        this.connection = DriverManager.getConnection(jdbcUrl);
    }

    /** The same database on a connection of its own, for another thread. */
    Database another() throws SQLException {
        return new Database(jdbcUrl);
    }

    String setting(String name) throws SQLException {
        return one("show " + name);
    }

    ProcessHandle server() throws SQLException {
        var backend = Long.parseLong(one("select pg_backend_pid()"));
        return ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
    }

    long events() throws SQLException {
        return Long.parseLong(one("select count(*) from " + JOURNAL));
    }

    long shownIn(View view) throws SQLException {
        return Long.parseLong(one(view.countQuery()));
    }

    /** Those of them since a time, which costs as much as they are many, and not as all are. */
    long shownIn(View view, Instant since) throws SQLException {
        try (var query = connection.prepareStatement(view.countSinceQuery())) {
            query.setObject(1, since.atOffset(ZoneOffset.UTC));
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** When the rows of a view were committed, in microseconds since 1970, by the ids of what was created in between. */
    Map<String, Long> arrivals(View view, Instant from, Instant to) throws SQLException {
        try (var query = connection.prepareStatement(view.arrivalsQuery())) {
            query.setObject(1, from.atOffset(ZoneOffset.UTC));
            query.setObject(2, to.atOffset(ZoneOffset.UTC));
            return times(query);
        }
    }

    /** When the first events of these entities were committed, in microseconds since 1970. */
    Map<String, Long> departures(View view, Set<String> ids) throws SQLException {
        var persistenceIds = ids.stream().map(view::persistenceId).toArray();
        try (var query = connection.prepareStatement(View.departuresQuery())) {
            query.setArray(1, connection.createArrayOf("varchar", persistenceIds));
            return times(query);
        }
    }

    private static Map<String, Long> times(PreparedStatement query) throws SQLException {
        Map<String, Long> times = new HashMap<>();
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                times.put(rows.getString(1), rows.getLong(2));
            }
        }
        return times;
    }

    /** The mean size of a journal row in bytes, by the newest thousand. */
    int journalRowBytes() throws SQLException {
        return (int) Math.round(Double.parseDouble(one("select avg(pg_column_size(newest.*)) from (select * from "
                + JOURNAL + " order by ordering desc limit 1000) newest")));
    }

    /** Waits until a view shows so many; false when it does not within {@code atMost}. */
    boolean awaitShownIn(View view, long entities, Duration atMost) throws SQLException, InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (shownIn(view) < entities) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return true;
    }

    /** Empties what the service wrote, but neither its migrations, nor how far its projections have read, nor the audit, which refuses, nor by what it may write. */
    void forgetUsers() throws SQLException {
        execute("do $$ declare t text; begin for t in select quote_ident(tablename) from pg_tables"
                + " where schemaname = current_schema() and tablename not like 'flyway%'"
                + " and tablename !~ '^(akka_projection|audit|journal_|projection_|page_token)'"
                + " loop execute 'truncate ' || t; end loop; end $$");
    }

    /** Does now what the server would do by itself some time later, beside whatever is measured then. */
    void tidy() throws SQLException {
        execute("vacuum (analyze)");
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String one(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
