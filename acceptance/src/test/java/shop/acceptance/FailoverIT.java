package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.User;
import shop.devstack.Devstack;
import shop.devstack.PostgresServer;

/** What {@code docs/runbooks/postgresql-failover.md} promises. */
@ExtendWith(SharedSystem.class)
class FailoverIT {
    private static final int USERS = 50;
    private static final String NAME = "Failover " + UUID.randomUUID();

    @TempDir
    Path folder;

    @Test
    void aNodeGoesOnWithThePromotedStandbyAndNothingAcknowledgedIsLost(Devstack stack) throws Exception {
        try (var primary = PostgresServer.start(folder.resolve("primary/data"))) {
            primary.createDatabase("shop_users");
            try (var standby = PostgresServer.standby(primary, folder.resolve("standby/data"))) {
                execute(primary, "alter system set synchronous_standby_names = 'standby'");
                execute(primary, "select pg_reload_conf()");
                try (var node = stack.outsider(environment(primary, standby))) {
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

    private static Map<String, String> environment(PostgresServer primary, PostgresServer standby) {
        return Map.of(
                "SHOP_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/shop_users?targetServerType=primary"
                        .formatted(primary.port(), standby.port()),
                "SHOP_DATABASE_USER",
                "postgres",
                "SHOP_DATABASE_PASSWORD_FILE",
                primary.passwordFile().toString(),
                "SHOP_DATABASE_MIGRATION_USER",
                "",
                "SHOP_KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:1");
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
        var request = ListUsersRequest.newBuilder()
                .setNamePrefix(NAME)
                .setPageSize(200)
                .build();
        return client.call(Rpc.LIST_USERS, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join()
                .getUsersCount();
    }
}
