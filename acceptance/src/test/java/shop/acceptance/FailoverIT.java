package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.devstack.Devstack;
import shop.devstack.PostgresServer;

/** What {@code docs/runbooks/postgresql-failover.md} promises. */
@ExtendWith(SharedSystem.class)
class FailoverIT {
    private static final int USERS = 50;
    private static final String NAME = "Failover " + UUID.randomUUID();
    /** Longer than the node waits for an answer of the database: the statement's time-out of 1 s, and 5 s. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(9);

    @TempDir
    Path folder;

    @Test
    void aNodeGoesOnWithThePromotedStandbyAndNothingAcknowledgedIsLost(Devstack stack) throws Exception {
        try (var primary = PostgresServer.start(folder.resolve("primary/data"))) {
            primary.createDatabase("shop_users");
            try (var standby = PostgresServer.standby(primary, folder.resolve("standby/data"))) {
                execute(primary, "alter system set synchronous_standby_names = 'standby'");
                execute(primary, "select pg_reload_conf()");
                var servers = "127.0.0.1:%d,127.0.0.1:%d".formatted(primary.port(), standby.port());
                try (var node = stack.outsider(environment(primary, servers))) {
                    node.launch();
                    node.awaitReady(Devstack.DEFAULT_READY_BOUND);
                    try (var client = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(30))) {
                        var acknowledged = new HashMap<String, User>();
                        for (int i = 0; i < USERS; i++) {
                            var user = create(client);
                            acknowledged.put(user.getId(), user);
                        }

                        primary.kill();
                        execute(standby, "select pg_promote()");

                        var later = awaitCreated(client);
                        acknowledged.put(later.getId(), later);
                        acknowledged.forEach(
                                (id, user) -> assertThat(get(client, id)).isEqualTo(user));
                        await().atMost(ClusterState.BOUND)
                                .ignoreExceptions()
                                .until(() -> listed(client) == acknowledged.size());
                        assertThat(node.isAlive()).isTrue();
                    }
                }
            }
        }
    }

    /** The node has given up the write before the commit that waits for a standby becomes visible. */
    @Test
    void aChangeThatCommitsLateIsNeverForgottenByItsEntity(Devstack stack) throws Exception {
        try (var primary = PostgresServer.start(folder.resolve("alone/data"))) {
            primary.createDatabase("shop_users");
            var environment = environment(primary, "127.0.0.1:" + primary.port());
            environment.put("SHOP_DATABASE_JOURNAL_STATEMENT_TIMEOUT", "1s");
            try (var node = stack.outsider(environment)) {
                node.launch();
                node.awaitReady(Devstack.DEFAULT_READY_BOUND);
                try (var client = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(30));
                        var hasty = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(2))) {
                    var user = create(client);
                    awaitStandby(primary, "nobody");

                    var request = DeactivateUserRequest.newBuilder()
                            .setId(user.getId())
                            .setRequestId(UUID.randomUUID().toString())
                            .build();
                    assertThatThrownBy(
                            () -> hasty.call(Rpc.DEACTIVATE_USER, request).join());
                    assertThat(waitingForStandby(primary)).isPositive();
                    // Meanwhile the node gives up the connection, and the entity would recover: it may answer as
                    // before,
                    // but it must not keep to that.
                    await().during(GIVEN_UP)
                            .atMost(GIVEN_UP.multipliedBy(3))
                            .pollInterval(Duration.ofMillis(500))
                            .until(() -> isUnchanged(hasty, user));
                    awaitStandby(primary, "");

                    await().atMost(ClusterState.BOUND)
                            .ignoreExceptions()
                            .untilAsserted(
                                    () -> assertThat(get(client, user.getId())).isEqualTo(listedUser(client)));
                    var shown = get(client, user.getId());
                    assertThat(shown.getStatus()).isEqualTo(UserStatus.USER_STATUS_DEACTIVATED);
                    assertThat(client.call(Rpc.DEACTIVATE_USER, request).join()).isEqualTo(shown);
                }
            }
        }
    }

    /** Whether the node answers nothing else than it did before, or nothing. */
    private static boolean isUnchanged(InstanceChannel client, User user) {
        try {
            return get(client, user.getId()).equals(user);
        } catch (CompletionException e) {
            return true;
        }
    }

    private static void awaitStandby(PostgresServer primary, String name) throws SQLException {
        execute(primary, "alter system set synchronous_standby_names = '" + name + "'");
        execute(primary, "select pg_reload_conf()");
        await().atMost(ClusterState.BOUND).until(() -> number(primary, """
                select count(*) from pg_settings
                where name = 'synchronous_standby_names' and setting = '%s'""".formatted(name)) == 1);
    }

    private static long waitingForStandby(PostgresServer primary) throws SQLException {
        return number(primary, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'");
    }

    private static long number(PostgresServer server, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<String, String> environment(PostgresServer primary, String servers) {
        var environment = new HashMap<String, String>();
        environment.put("SHOP_DATABASE_URL", "jdbc:postgresql://" + servers + "/shop_users?targetServerType=primary");
        environment.put("SHOP_DATABASE_USER", "postgres");
        environment.put("SHOP_DATABASE_PASSWORD_FILE", primary.passwordFile().toString());
        environment.put("SHOP_DATABASE_MIGRATION_USER", "");
        environment.put("SHOP_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        return environment;
    }

    private static void execute(PostgresServer server, String command) throws SQLException {
        try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** As a caller does that repeats its request until it is answered. */
    private static User awaitCreated(InstanceChannel client) {
        var request = request();
        return await().atMost(ClusterState.BOUND).ignoreExceptions().until(() -> create(client, request), user -> true);
    }

    private static User create(InstanceChannel client) {
        return create(client, request());
    }

    private static User create(InstanceChannel client, CreateUserRequest request) {
        return client.call(Rpc.CREATE_USER, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static CreateUserRequest request() {
        return CreateUserRequest.newBuilder()
                .setName(NAME)
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
    }

    private static User get(InstanceChannel client, String id) {
        return client.call(Rpc.GET_USER, GetUserRequest.newBuilder().setId(id).build())
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static int listed(InstanceChannel client) {
        return list(client).getUsersCount();
    }

    private static User listedUser(InstanceChannel client) {
        return list(client).getUsersList().stream()
                .filter(user -> user.getRevision() > 1)
                .findFirst()
                .orElseThrow();
    }

    private static ListUsersResponse list(InstanceChannel client) {
        var request = ListUsersRequest.newBuilder()
                .setNamePrefix(NAME)
                .setPageSize(200)
                .build();
        return client.call(Rpc.LIST_USERS, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }
}
