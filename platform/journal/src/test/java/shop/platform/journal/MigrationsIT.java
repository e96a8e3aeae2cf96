package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;

class MigrationsIT {
    private static final int NODES = 4;

    @Test
    void nodesThatStartAtTheSameTimeApplyEachMigrationOnce() throws Exception {
        var url = PostgresServer.shared().createDatabase();
        var settings = DatabaseSettings.from(TestNode.config(url, ""));
        var together = new CyclicBarrier(NODES);
        var threads = Executors.newFixedThreadPool(NODES);

        var runs = IntStream.range(0, NODES)
                .mapToObj(node -> CompletableFuture.runAsync(
                        () -> {
                            await(together);
                            Migrations.run(settings, "db/test");
                        },
                        threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(runs).join();
        threads.shutdown();

        assertThat(count(url, "schema_history_platform where version > '0'")).isEqualTo(migrationsOfThePlatform());
        assertThat(count(url, "schema_history_service where version > '0'")).isEqualTo(2);
        assertThat(count(url, "event_journal")).isZero();
        assertThat(count(url, "seen")).isZero();
    }

    private static long migrationsOfThePlatform() throws Exception {
        var folder = Migrations.class.getResource("/db/platform").toURI();
        if (!folder.getScheme().equals("jar")) {
            return files(Path.of(folder));
        }
        try (var jar = FileSystems.newFileSystem(folder, Map.of())) {
            return files(jar.getPath("/db/platform"));
        }
    }

    private static long files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aServiceWithoutItsMigrationsDoesNotStart() {
        var settings =
                DatabaseSettings.from(TestNode.config(PostgresServer.shared().createDatabase(), ""));

        assertThatThrownBy(() -> Migrations.run(settings, "db/nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("db/nowhere");
    }

    @Test
    void aSchemaThatALaterReleaseHasMigratedFurtherIsNoObstacle() throws Exception {
        var url = TestNode.newDatabase();
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var history : List.of("schema_history_platform", "schema_history_service")) {
                statement.execute("insert into " + history
                        + " select max(installed_rank) + 1, '900', 'of a later release', 'SQL', 'V900__later.sql', 7, 'later', now(), 1, true from "
                        + history);
            }
        }

        assertThatCode(() -> Migrations.run(DatabaseSettings.from(TestNode.config(url, "")), "db/test"))
                .doesNotThrowAnyException();
    }

    @Test
    void offsetsFromAnotherServersFutureStopTheStart() throws Exception {
        var url = TestNode.newDatabase();
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into akka_projection_offset_store values ('p', '0', '9000000000:1', 'STR', false, 0)");
        }

        assertThatThrownBy(() -> Migrations.run(DatabaseSettings.from(TestNode.config(url, "")), "db/test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction id: 9000000000")
                .hasMessageContaining("pg_resetwal");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int count(String url, String table) throws Exception {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getInt(1);
        }
    }
}
