package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import shop.devstack.OwnThread;

class DatabaseCommandIT {
    private final String url = TestNode.newDatabase();

    @Test
    void itShowsWhoBlocksWhomAndEndsThat() throws Exception {
        try (var holder = DriverManager.getConnection(url);
                var waiter = DriverManager.getConnection(url)) {
            holder.setAutoCommit(false);
            execute(holder, "insert into seen values ('a', 1, 1)");
            var pid = pid(holder);
            var waiting = CompletableFuture.runAsync(
                    () -> execute(waiter, "insert into seen values ('a', 1, 1)"), OwnThread::run);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(run("look"))
                            .contains("primary", "{" + pid + "}")
                            .containsPattern("writable\\R.* yes\\R")
                            .containsPattern("(?s)transactions that write.*  " + pid + " "));

            assertThat(run("end", String.valueOf(pid))).isEqualTo("session " + pid + ": ended\n");

            waiting.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> holder.createStatement().execute("select 1"))
                    .isInstanceOf(SQLException.class);
            assertThat(run("look")).contains("Sessions that wait for others:\n  none\n");
        }
    }

    @Test
    void whatItDoesNotUnderstandItSays() throws SQLException {
        assertThat(run("end", "1; drop table event_journal"))
                .isEqualTo("command: end 1; drop table event_journal (expected: look, end PID, or rollback GID)\n");
    }

    private String run(String... arguments) throws SQLException {
        var out = new ByteArrayOutputStream();
        try (var connection = DriverManager.getConnection(url)) {
            new DatabaseCommand(connection, new PrintStream(out)).run(List.of(arguments));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
