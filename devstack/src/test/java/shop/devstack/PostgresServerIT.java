package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

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
