package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.User;
import shop.devstack.Devstack;
import shop.devstack.PostgresServer;

/** What {@code docs/runbooks/backup-and-restore.md} promises of a physical backup. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RestoreIT {
    @TempDir
    Path folder;

    @Test
    void aBackupTakenUnderLoadIsRestoredWithEverythingAcknowledgedBeforeItAndGoesOn(Devstack stack) throws Exception {
        try (var ordering = new Ordering(stack)) {
            Ledger before;
            String prefix;
            try (var load = UserLoad.start(ordering.users)) {
                before = load.stop();
                prefix = load.name();
            }
            try (var meanwhile = UserLoad.start(ordering.users)) {
                stack.postgres().backUp(folder.resolve("restored/data"));
                meanwhile.awaitProgress();
                assertThat(meanwhile.stop().failures()).isEmpty();
            }

            try (var restored = PostgresServer.start(folder.resolve("restored/data"));
                    var node = stack.outsider(Map.of(
                            "SHOP_DATABASE_URL",
                            restored.url("shop_users"),
                            // Nothing of the past is to be published again.
                            "SHOP_KAFKA_BOOTSTRAP_SERVERS",
                            "127.0.0.1:1"))) {
                node.launch();
                node.awaitReady(Devstack.DEFAULT_READY_BOUND);
                try (var client = new InstanceChannel(Access.of(stack), node.port(), Duration.ofSeconds(30))) {
                    assertThat(before.acknowledged()).isNotEmpty();
                    before.acknowledged()
                            .forEach((id, user) -> assertThat(get(client, id)).isEqualTo(user));
                    await().atMost(ClusterState.BOUND)
                            .untilAsserted(() -> assertThat(listed(client, prefix))
                                    .isEqualTo(
                                            Math.min(200, before.acknowledged().size())));

                    var created = create(client);
                    assertThat(get(client, created.getId())).isEqualTo(created);
                    await().atMost(ClusterState.BOUND).until(() -> listed(client, created.getName()) == 1);
                }
            }
        }
    }

    private static User get(InstanceChannel client, String id) {
        return client.call(Rpc.GET_USER, GetUserRequest.newBuilder().setId(id).build())
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static User create(InstanceChannel client) {
        var request = CreateUserRequest.newBuilder()
                .setName("Restored " + UUID.randomUUID())
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        return client.call(Rpc.CREATE_USER, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static int listed(InstanceChannel client, String namePrefix) {
        var request = ListUsersRequest.newBuilder()
                .setNamePrefix(namePrefix)
                .setPageSize(200)
                .build();
        return client.call(Rpc.LIST_USERS, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join()
                .getUsersCount();
    }
}
