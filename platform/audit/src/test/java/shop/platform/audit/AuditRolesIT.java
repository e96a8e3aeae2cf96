package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.platform.audit.TestAudit.keys;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.devstack.PostgresServer;
import shop.platform.journal.Migrations;

/** What writes entries can neither change nor delete them: the nodes' role owns nothing, and appends by a function of the owner. */
@Timeout(180)
class AuditRolesIT {
    private static final SigningKeys KEYS = keys("nodes");

    private final String superuser = PostgresServer.shared().createDatabase();
    private final String url = superuser.replaceFirst("\\?.*", "");
    private final String name = url.substring(url.lastIndexOf('/') + 1);
    private final String owner = name + "_owner";
    private final String nodes = name + "_node";

    @BeforeEach
    void migrate() throws SQLException {
        asSuperuser("create role " + owner + " login password 'o'");
        asSuperuser("create role " + nodes + " login password 'n'");
        asSuperuser("alter database " + name + " owner to " + owner);
        Migrations.run(config("on"), "db/test");
    }

    @AfterEach
    void forget() throws SQLException {
        try (var connection = connect(owner, "o");
                var statement = connection.createStatement()) {
            statement.execute("drop owned by " + owner + " cascade");
        }
    }

    @Test
    void aNodeAppendsAndTakesCheckpointsAndTheOwnerRetains() throws Exception {
        try (var node = connect(nodes, "n")) {
            AuditInsert.run(node, List.of(TestAudit.entry(), TestAudit.entry()));
            assertThat(Checkpoint.take(node, Instant.now(), KEYS)).isPresent();
            assertThat(Verification.run(node, KEYS, Optional.empty(), finding -> {})
                            .isClean())
                    .isTrue();
            AuditProbe.run(node);
            PendingCalls.unanswered(node, Duration.ofMinutes(1), 1);
        }
        try (var connection = connect(owner, "o")) {
            var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
            assertThat(new Retention(connection, KEYS, later).run(later.instant()))
                    .isEqualTo(2);
            assertThat(Verification.run(connection, KEYS, Optional.empty(), finding -> {})
                            .isClean())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into audit_anchor select chain, sequence, hash, now(), '', '' from audit_chain where sequence > 0",
                "insert into audit_entry select * from audit_entry",
                "delete from audit_entry",
                "update audit_entry set actor_user = ''",
                "truncate audit_entry",
                "update audit_chain set sequence = sequence + 1",
                "insert into audit_chain values (16, 0, '')",
                "delete from audit_checkpoint",
                "update audit_checkpoint set key_id = ''",
                "alter table audit_entry disable trigger all",
                "drop trigger audit_entry_unchanged on audit_entry",
                "create or replace function audit_refuse() returns trigger language plpgsql as 'begin return new; end'",
                "alter function audit_append security invoker",
                "drop table audit_entry",
                "set session_replication_role = replica",
                "delete from schema_history_platform",
                "create table audit_entry_mine (x int)"
            })
    void aNodeCannot(String sql) throws Exception {
        try (var node = connect(nodes, "n")) {
            AuditInsert.run(node, List.of(TestAudit.entry()));

            assertThatThrownBy(() -> node.createStatement().execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void anErasureByTheOwnerIsFound() throws Exception {
        try (var node = connect(nodes, "n")) {
            AuditInsert.run(node, List.of(TestAudit.entry()));
            Checkpoint.take(node, Instant.now(), KEYS);
        }
        try (var connection = connect(owner, "o");
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into audit_anchor select chain, sequence, hash, now(), '', '' from audit_chain where sequence > 0");
            assertThat(statement.executeUpdate("delete from audit_entry")).isOne();

            assertThat(Verification.run(connection, KEYS, Optional.empty(), finding -> {})
                            .isClean())
                    .isFalse();
        }
    }

    /** docs/audit.md, "Roles": what an administrator does while nodes of the previous release run. */
    @Test
    void aDatabaseOfTheNodesIsHandedOverWhileTheyWriteAndTheyKeepNoMoreThanTheyNeed() throws Exception {
        asSuperuser("grant " + owner + " to " + nodes);
        try (var node = connect(nodes, "n")) {
            AuditInsert.run(node, List.of(TestAudit.entry()));
            Migrations.run(config("on"), "db/test");
            AuditInsert.run(node, List.of(TestAudit.entry()));

            asSuperuser("revoke " + owner + " from " + nodes);

            AuditInsert.run(node, List.of(TestAudit.entry()));
            assertThatThrownBy(() -> node.createStatement().execute("delete from audit_entry"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void whateverIsInACallersSearchPathTheFunctionMeansItsOwnTables() throws Exception {
        try (var node = connect(nodes, "n")) {
            node.createStatement().execute("create temporary table audit_entry (like audit_entry)");
            node.createStatement().execute("create temporary table audit_chain (like audit_chain)");
            AuditInsert.run(node, List.of(TestAudit.entry()));
        }
        assertThat(new TestAudit(superuser).entries()).isOne();
    }

    @Test
    void aNodeThatDoesNotMigrateStartsOnACurrentSchemaWithoutKnowingTheOwner() {
        var withoutOwner = ConfigFactory.parseString("shop.database.migration { user = \"\", password = \"\" }")
                .withFallback(config("off"));

        assertThatCode(() -> Migrations.run(withoutOwner, "db/test")).doesNotThrowAnyException();
    }

    @Test
    void tablesOfLaterMigrationsAreTheNodesToUse() throws Exception {
        try (var connection = connect(owner, "o")) {
            connection.createStatement().execute("create table later (x bigint generated always as identity, y int)");
        }
        Migrations.run(config("on"), "db/test");

        try (var node = connect(nodes, "n")) {
            assertThatCode(() -> node.createStatement().execute("insert into later (y) values (1)"))
                    .doesNotThrowAnyException();
        }
    }

    private Config config(String migration) {
        return ConfigFactory.parseString("""
                        shop.database { url = "%s", user = %s, password = n
                          migration { enabled = %s, user = %s, password = o } }
                        """.formatted(url, nodes, migration, owner))
                .withFallback(ConfigFactory.load());
    }

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    private void asSuperuser(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(superuser);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
