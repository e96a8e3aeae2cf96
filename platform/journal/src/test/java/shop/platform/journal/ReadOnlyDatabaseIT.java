package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.PostgresServer;

/** A database that does not accept writes for a while, and connections that stay open all the time. */
class ReadOnlyDatabaseIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String BRISK = "shop.database.reads.acquire-timeout = 2s\n";

    @TempDir
    Path folder;

    @Test
    void connectionsThatWereMadeWhileItWasReadOnlyDoNotOutliveThat() throws Exception {
        var url = TestNode.newDatabase();
        try (var node = TestNode.start(url, BRISK)) {
            var database = Database.get(node.system());
            var writer = writer(node);
            get(database.ping());
            get(writer.submit("key", 1));

            becomeReadOnly(url);
            await().atMost(SOON).untilAsserted(() -> {
                assertReadOnly(database.ping());
                assertReadOnly(writer.submit("key", 2));
                assertThatThrownBy(() -> project(database, 3)).isInstanceOf(SQLException.class);
            });
            var made = sessions(url);

            becomeWritable(url);

            // Without a ping: the first write that fails is enough.
            await().pollInterval(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(4))
                    .ignoreExceptions()
                    .until(() -> get(writer.submit("key", 4)) == 4);
            await().pollInterval(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(4))
                    .ignoreExceptions()
                    .until(() -> project(database, 5));
            get(database.ping());
            assertThat(made).isPositive();
            assertThat(written(url)).contains(1, 4, 5).doesNotContain(2, 3);
        }
    }

    @Test
    void aPingAloneDiscardsThemToo() throws Exception {
        var url = TestNode.newDatabase();
        try (var node = TestNode.start(url, BRISK)) {
            var database = Database.get(node.system());
            var writer = writer(node);
            get(writer.submit("key", 1));
            becomeReadOnly(url);
            await().atMost(SOON).untilAsserted(() -> {
                assertReadOnly(database.ping());
                assertReadOnly(writer.submit("key", 2));
            });
            becomeWritable(url);

            pingUntilItSucceeds(database, Duration.ofMillis(1500));

            assertThat(get(writer.submit("key", 3))).isEqualTo(3);
        }
    }

    @Test
    void afterAPingThatSucceedsNoWriteIsRefusedAlthoughOnlyWritesHadSeenTheDatabaseReadOnly() throws Exception {
        var url = TestNode.newDatabase();
        try (var node = TestNode.start(url, BRISK)) {
            var database = Database.get(node.system());
            var writer = writer(node);
            get(writer.submit("key", 1));
            becomeReadOnly(url);
            // Twice in a row: the second time no connection is discarded, so one that is read-only stays in the pool.
            await().atMost(SOON).untilAsserted(() -> {
                assertReadOnly(writer.submit("key", 2));
                assertReadOnly(writer.submit("key", 2));
            });
            becomeWritable(url);

            pingUntilItSucceeds(database, Duration.ofMillis(50));

            assertThat(get(writer.submit("key", 3))).isEqualTo(3);
        }
    }

    @Test
    void aStandbyDoesNotCountAsWritableUntilItIsPromoted() throws Exception {
        try (var primary = PostgresServer.start(folder.resolve("primary/data"));
                var standby = PostgresServer.standby(primary, folder.resolve("standby/data"))) {
            var name = "orders";
            primary.createDatabase(name);
            execute(primary.jdbcUrl(name), "create table written (number integer)");
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> written(standby.jdbcUrl(name)).isEmpty());
            try (var node = TestNode.startReading(standby.jdbcUrl(name), BRISK)) {
                var database = Database.get(node.system());
                assertReadOnly(database.ping());
                assertThatThrownBy(() -> project(database, 1)).isInstanceOf(SQLException.class);

                execute(standby.jdbcUrl(name), "select pg_promote()");

                await().pollInterval(Duration.ofMillis(700))
                        .atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> {
                            get(database.ping());
                            return project(database, 2);
                        });
            }
        }
    }

    /** As {@code alter system} or a failover's fence does; new connections are made at once, as after an outage. */
    private static void becomeReadOnly(String url) throws SQLException {
        execute(url, "alter database " + name(url) + " set default_transaction_read_only = on");
        execute(
                url,
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    /** No connection is ended. */
    private static void becomeWritable(String url) throws SQLException {
        execute(
                url,
                "set default_transaction_read_only = off",
                "alter database " + name(url) + " reset default_transaction_read_only");
    }

    private static void pingUntilItSucceeds(Database database, Duration interval) {
        await().pollInterval(interval).atMost(SOON).ignoreExceptions().until(() -> {
            get(database.ping());
            return true;
        });
    }

    private static String name(String url) {
        return '"' + url.replaceAll("\\?.*", "").replaceAll(".*/", "") + '"';
    }

    private static Batcher<Integer, Integer> writer(TestNode node) throws SQLException {
        execute(node.url(), "create table written (number integer)");
        var limits = node.system().settings().config().getConfig("shop.journal.writes");
        return Batcher.besideTheJournal(node.system(), "test", limits, (connection, numbers) -> {
            try (var statement = connection.prepareStatement("insert into written values (?)")) {
                for (int number : numbers) {
                    statement.setInt(1, number);
                    statement.executeUpdate();
                }
            }
            return numbers;
        });
    }

    private static boolean project(Database database, int number) throws SQLException {
        try (var connection = database.beginTransaction();
                var statement = connection.createStatement()) {
            statement.execute("insert into written values (" + number + ")");
            connection.commit();
            return true;
        }
    }

    private static void assertReadOnly(CompletionStage<?> stage) {
        assertThatThrownBy(() -> get(stage))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("25006"));
    }

    private static List<Integer> written(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select array_agg(number) from written")) {
            rows.next();
            var numbers = rows.getArray(1);
            return numbers == null ? List.of() : List.of((Integer[]) numbers.getArray());
        }
    }

    private static int sessions(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and application_name like 'shop-%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(String url, String... commands) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var sql : commands) {
                statement.execute(sql);
            }
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, SECONDS);
    }
}
