package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerIT {
    @Test
    void itIsDurable() throws SQLException {
        var url = PostgresServer.shared().createDatabase();

        assertThat(query(url, "show fsync")).isEqualTo("on");
        assertThat(query(url, "show synchronous_commit")).isEqualTo("on");
        assertThat(query(url, "show full_page_writes")).isEqualTo("on");
    }

    @Test
    void whatWasCommittedSurvivesAKill() throws SQLException {
        var workspace = Workspace.temporary();
        try (var server = PostgresServer.start(workspace.data("own"), Ports.free())) {
            var url = server.createDatabase();
            update(url, "create table kept as select 42 as answer");

            server.kill();
            server.restart();

            assertThat(query(url, "select answer from kept")).isEqualTo("42");
        } finally {
            workspace.delete();
        }
    }

    @Test
    void lettersOfAllScriptsHaveTheirCase() throws SQLException {
        var url = PostgresServer.shared().createDatabase();

        assertThat(query(url, "select lower('ÅÉΩЖ')")).isEqualTo("åéωж");
    }

    @Test
    void nobodyGetsInWithoutThePasswordWhichOnlyItsOwnerCanRead() throws Exception {
        var server = PostgresServer.shared();

        refuses(server, "", "the password is an empty string");
        refuses(server, "postgres", "password authentication failed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.passwordFile())))
                .isEqualTo("rw-------");
        assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().commandLine())
                .hasValueSatisfying(line -> assertThat(line).doesNotContain(Secrets.read(server.passwordFile())));
    }

    @Test
    void aServerThatAskedForNoPasswordAsksForOneFromItsNextStartOnAndKeepsItsData() throws Exception {
        var workspace = Workspace.temporary();
        var data = workspace.data("own");
        try (var server = PostgresServer.start(data, Ports.free())) {
            update(server.jdbcUrl("postgres"), "create table kept as select 42 as answer");
            server.kill();
            Files.delete(server.passwordFile());
            Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");

            server.restart();

            refuses(server, "", "the password is an empty string");
            assertThat(query(server.jdbcUrl("postgres"), "select answer from kept"))
                    .isEqualTo("42");
        } finally {
            workspace.delete();
        }
    }

    private static void refuses(PostgresServer server, String password, String reason) {
        assertThatThrownBy(() -> DriverManager.getConnection(server.url("postgres"), "postgres", password))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(reason);
    }

    private static String query(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void update(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
