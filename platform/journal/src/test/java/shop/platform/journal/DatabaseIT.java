package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.Done;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import shop.devstack.Ports;

class DatabaseIT {
    @Test
    void aPingAnswersWhileTheServerDoes() throws Exception {
        try (var node = TestNode.start()) {
            assertThat(get(Database.get(node.system()).ping())).isEqualTo(Done.getInstance());
        }
    }

    @Test
    void aNodeStartsWithoutItsServerAndItsPingFailsInTime() throws Exception {
        try (var node = TestNode.startReading(
                "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/none", "shop.database.reads.acquire-timeout = 1s")) {
            assertThatThrownBy(() -> get(Database.get(node.system()).ping()))
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void workMeetsTheLimitsOfItsPool() throws Exception {
        try (var node = TestNode.start(
                TestNode.newDatabase(),
                "shop.database.reads { statement-timeout = 1s, idle-in-transaction-timeout = 2s }")) {
            var database = Database.get(node.system());

            assertThat(get(setting(database, "statement_timeout"))).isEqualTo("1s");
            assertThat(get(setting(database, "idle_in_transaction_session_timeout")))
                    .isEqualTo("2s");
            assertThatThrownBy(() -> get(database.read(connection -> {
                        try (var statement = connection.createStatement()) {
                            return statement.execute("select pg_sleep(30)");
                        }
                    })))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .hasStackTraceContaining("statement timeout");
        }
    }

    @Test
    void connectionsAreClosedWithTheNode() throws Exception {
        var url = TestNode.newDatabase();
        try (var observer = DriverManager.getConnection(url)) {
            try (var node = TestNode.start(url, "")) {
                get(Database.get(node.system()).ping());
                assertThat(sessions(observer)).isPositive();
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> sessions(observer) == 0);
        }
    }

    @Test
    void theHorizonIsAsOldAsTheOldestWriteTransaction() throws Exception {
        try (var node = TestNode.start();
                var writer = new RawWriter(node)) {
            var database = Database.get(node.system());
            writer.write("Thing|a", 1);
            var young = get(Horizon.age(database));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(Horizon.age(database)).compareTo(young) > 0);
            writer.commit();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(Horizon.age(database)).equals(Duration.ZERO));
        }
    }

    private static CompletionStage<String> setting(Database database, String name) {
        return database.read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("show " + name)) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private static int sessions(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and application_name like 'shop-%'
                        """)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, SECONDS);
    }
}
