package shop.platform.journal;

import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows an operator what the server of a service's database is doing, and ends sessions that block others. Uses the
 * settings of the service's nodes. Exit code 0: done; 1: failed; 2: wrong arguments.
 */
public final class DatabaseCommand {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final Map<String, String> QUESTIONS = questions();

    private final Connection connection;
    private final PrintStream out;
    private final QueryOutput output;

    DatabaseCommand(Connection connection, PrintStream out) {
        this.connection = connection;
        this.out = out;
        output = new QueryOutput(connection, out);
    }

    public static void main(String[] arguments) {
        try (var connection = DatabaseSettings.from(ConfigFactory.load()).connect()) {
            System.exit(new DatabaseCommand(connection, System.out).run(List.of(arguments)));
        } catch (SQLException | RuntimeException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    /** Returns the exit code. */
    int run(List<String> arguments) throws SQLException {
        if (arguments.equals(List.of("look"))) {
            for (var question : QUESTIONS.entrySet()) {
                output.show(question.getKey(), question.getValue());
            }
            return 0;
        }
        if (arguments.size() == 2
                && arguments.get(0).equals("end")
                && arguments.get(1).matches("[1-9][0-9]{0,8}")) {
            return end(Integer.parseInt(arguments.get(1)));
        }
        if (arguments.size() == 2 && arguments.get(0).equals("rollback")) {
            return rollback(arguments.get(1));
        }
        out.printf("command: %s (expected: look, end PID, or rollback GID)%n", String.join(" ", arguments));
        return USAGE;
    }

    private static Map<String, String> questions() {
        var questions = new LinkedHashMap<String, String>();
        questions.put("The server", """
                select version() as server, case when pg_is_in_recovery() then 'standby' else 'primary' end as role,
                       case when current_setting('transaction_read_only') = 'on' then 'no' else 'yes' end as writable
                """);
        questions.put("Standbys", """
                select application_name, state, sync_state,
                       case when pg_is_in_recovery() then null
                            else pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) end as bytes_behind
                from pg_stat_replication
                """);
        questions.put("Sessions that own the journal, at least one per node", """
                select pid, client_addr, backend_start from pg_stat_activity
                where application_name = 'journal-ownership' and datname = current_database()
                """);
        questions.put("What sessions do", """
                select application_name, state, wait_event_type, wait_event, count(*), max(now() - state_change) as longest
                from pg_stat_activity where datname = current_database() group by 1, 2, 3, 4 order by 5 desc
                """);
        questions.put("Sessions that wait for others", """
                select pid, pg_blocking_pids(pid) as blocked_by, now() - query_start as since, left(query, 80) as query
                from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0
                """);
        questions.put("The oldest transactions that write, which hold every projection back", """
                select pid, datname, usename, application_name, client_addr, state, now() - xact_start as age,
                       left(query, 80) as query
                from pg_stat_activity where backend_xid is not null order by xact_start limit 5
                """);
        questions.put("Prepared transactions, which hold them back too", """
                select gid, database, owner, now() - prepared as age from pg_prepared_xacts order by prepared
                """);
        return questions;
    }

    private int end(int pid) throws SQLException {
        try (var statement = connection.prepareStatement("select pg_terminate_backend(?)")) {
            statement.setInt(1, pid);
            try (var row = statement.executeQuery()) {
                var ended = row.next() && row.getBoolean(1);
                out.printf("session %d: %s%n", pid, ended ? "ended" : "not there");
                return ended ? 0 : FAILED;
            }
        }
    }

    private int rollback(String gid) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("rollback prepared '" + gid.replace("'", "''") + "'");
            out.printf("prepared transaction %s: rolled back%n", gid);
            return 0;
        }
    }
}
