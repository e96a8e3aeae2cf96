package shop.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the report reads in PostgreSQL, on a connection of its own. For one thread at a time. */
final class Database implements AutoCloseable {
    private static final String JOURNAL = "event_journal";
    private static final String VIEW = "users";

    private final Connection connection;

    Database(String jdbcUrl) throws SQLException {
        connection = DriverManager.getConnection(jdbcUrl);
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

    /** Users that the projection has brought into the read model. */
    long usersInView() throws SQLException {
        return Long.parseLong(one("select count(*) from " + VIEW));
    }

    /** The mean size of a journal row in bytes, by the newest thousand. */
    int journalRowBytes() throws SQLException {
        return (int) Math.round(Double.parseDouble(one("select avg(pg_column_size(newest.*)) from (select * from "
                + JOURNAL + " order by ordering desc limit 1000) newest")));
    }

    /** Waits until the read model holds {@code users}; false when it does not within {@code atMost}. */
    boolean awaitUsersInView(long users, Duration atMost) throws SQLException, InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (usersInView() < users) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return true;
    }

    /** Empties what the service wrote, but neither its migrations nor how far its projections have read. */
    void forgetUsers() throws SQLException {
        execute("do $$ declare t text; begin for t in select quote_ident(tablename) from pg_tables"
                + " where schemaname = current_schema() and tablename not like 'flyway%'"
                + " and tablename not like 'akka_projection%' loop execute 'truncate ' || t; end loop; end $$");
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
