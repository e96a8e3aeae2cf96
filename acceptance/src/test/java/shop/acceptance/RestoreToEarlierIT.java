package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.User;
import shop.devstack.Devstack;
import shop.devstack.PostgresServer;
import shop.devstack.ServiceNode;

/** A database of users is restored to a moment after which more was published: docs/runbooks/backup-and-restore.md. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RestoreToEarlierIT {
    @TempDir
    Path folder;

    @Test
    void whatWasPublishedAfterTheMomentIsTakenBackAndTheReplicaIsThatOfTheRestoredUsers(Devstack stack)
            throws Exception {
        try (var ordering = new Ordering(stack)) {
            var stays = ordering.newUser();
            await().atMost(ClusterState.BOUND).until(() -> replica(stack, stays).equals("ACTIVE 1"));
            stack.postgres().backUp(folder.resolve("restored/data"));
            ordering.deactivate(stays);
            var phantom = ordering.newUser();
            await().atMost(ClusterState.BOUND)
                    .until(() -> replica(stack, stays).equals("DEACTIVATED 2")
                            && replica(stack, phantom).equals("ACTIVE 1"));

            try (var restored = PostgresServer.start(folder.resolve("restored/data"))) {
                publishAfter(stack, restored, stays, phantom);
            } finally {
                // The system of the other tests goes on with the journal that it has.
                new ProjectionCommand(stack, "user-service").run("after-restore");
                new ProjectionCommand(stack, "order-service").run("reset", "order-service-users");
            }
            await().atMost(ClusterState.BOUND)
                    .until(() -> replica(stack, stays).equals("DEACTIVATED 2")
                            && replica(stack, phantom).equals("ACTIVE 1"));
        }
    }

    private static void publishAfter(Devstack stack, PostgresServer restored, String stays, String phantom)
            throws Exception {
        try (var node = stack.outsider(Map.of(
                "SHOP_DATABASE_URL",
                restored.url("shop_users"),
                "SHOP_KAFKA_BOOTSTRAP_SERVERS",
                stack.kafka().bootstrapServers()))) {
            node.launch();
            node.awaitReady(Devstack.DEFAULT_READY_BOUND);
            var created = create(stack, node);
            // Nothing is published under numbers that consumers have seen with other content.
            await().during(Duration.ofSeconds(5))
                    .atMost(ClusterState.BOUND)
                    .until(() -> replica(stack, created).isEmpty());
            assertThat(Files.readString(node.log())).contains("run projection after-restore");
            node.stop();

            assertThat(run(stack, restored, "after-restore"))
                    .contains("user-events-publisher: the published records were deleted");
            node.launch();
            node.awaitReady(Devstack.DEFAULT_READY_BOUND);
            await().atMost(ClusterState.BOUND)
                    .until(() -> run(stack, restored, "list").matches("(?s).*user-events-publisher .* 0 left.*"));
            new ProjectionCommand(stack, "order-service").run("reset", "order-service-users");

            assertThat(replica(stack, created)).isEqualTo("ACTIVE 1");
            assertThat(replica(stack, stays)).isEqualTo("ACTIVE 1");
            assertThat(replica(stack, phantom)).isIn("", "UNKNOWN 0");
            deactivate(stack, node, stays);
            await().atMost(ClusterState.BOUND).until(() -> replica(stack, stays).equals("DEACTIVATED 2"));
        }
    }

    private static String run(Devstack stack, PostgresServer restored, String command)
            throws IOException, InterruptedException {
        var process = stack.projection("user-service", restored, command)
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static String create(Devstack stack, ServiceNode node) {
        var request = CreateUserRequest.newBuilder()
                .setName("Restored")
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        try (var client = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(30))) {
            return client.call(Rpc.CREATE_USER, request)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join()
                    .getId();
        }
    }

    private static User deactivate(Devstack stack, ServiceNode node, String user) {
        var request = DeactivateUserRequest.newBuilder().setId(user).build();
        try (var client = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(30))) {
            return client.call(Rpc.DEACTIVATE_USER, request)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
        }
    }

    /** Status and revision; empty where there is no row. */
    private static String replica(Devstack stack, String user) throws SQLException {
        try (var connection = DriverManager.getConnection(stack.postgres().jdbcUrl("shop_orders"));
                var statement = connection.prepareStatement(
                        "select status || ' ' || revision from user_replica where user_id = ?::uuid")) {
            statement.setString(1, user);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
