package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.devstack.PostgresServer;
import shop.platform.node.Node;
import shop.testkit.Callers;
import shop.testkit.FailedCall;
import shop.testkit.TestNode;

/** A node that asks for tokens: nobody gets at another user, by whatever door. */
@Timeout(300)
class UserAccessIT {
    private static final String ABSENT = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static Callers callers;
    private static String database;
    private static Node node;
    private static UserClient registrar;
    private static UserClient support;
    private static UserClient admin;
    private static User alice;
    private static UserClient bob;

    @BeforeAll
    static void start() {
        callers = Callers.in(folder);
        database = PostgresServer.shared().createDatabase();
        node = Node.start(TestNode.config(database, callers.settings()), "db/user", UserService::new);
        registrar = client("sign-up", "registrar");
        support = client("staff-1", "support");
        admin = client("staff-2", "admin");
        await().atMost(Duration.ofSeconds(90)).until(node::isReady);
        alice = registrar.create(create().build());
        bob = client(registrar.create(create().build()).getId());
    }

    @AfterAll
    static void stop() {
        List.of(registrar, support, admin, bob).forEach(UserClient::close);
        node.stop();
    }

    private static UserClient client(String subject, String... roles) {
        return new UserClient(node.port(), callers.as(subject, roles));
    }

    @Test
    void aUserReadsChangesAndDeactivatesThemselvesButComesBackOnlyByAnAdministrator() {
        var carol = registrar.create(create().build()).getId();
        try (var self = client(carol)) {
            assertThat(self.get(carol).getId()).isEqualTo(carol);
            assertThat(self.update(UpdateUserRequest.newBuilder()
                                    .setId(carol)
                                    .setName("Carol")
                                    .build())
                            .getName())
                    .isEqualTo("Carol");
            assertThat(self.deactivate(DeactivateUserRequest.newBuilder()
                                    .setId(carol)
                                    .build())
                            .getStatus())
                    .isEqualTo(UserStatus.USER_STATUS_DEACTIVATED);
            var rename = UpdateUserRequest.newBuilder()
                    .setId(carol)
                    .setName("Caroline")
                    .build();
            assertThat(FailedCall.of(() -> self.update(rename)).reason()).isEqualTo("USER_DEACTIVATED");
            assertThat(self.get(carol).getName()).isEqualTo("Carol");
            assertThat(admin.update(rename).getName()).isEqualTo("Caroline");
            var reactivate = ReactivateUserRequest.newBuilder().setId(carol).build();
            assertThat(code(() -> self.reactivate(reactivate))).isEqualTo(Code.PERMISSION_DENIED);
            assertThat(admin.reactivate(reactivate).getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE);
        }
    }

    @Test
    void aUserCannotFindOutWithoutEndWhoseAddressesThereAre() {
        var dora = registrar.create(create().build()).getId();
        try (var self = client(dora)) {
            var taken = UpdateUserRequest.newBuilder()
                    .setId(dora)
                    .setEmail(alice.getEmail())
                    .build();
            var free = UpdateUserRequest.newBuilder()
                    .setId(dora)
                    .setEmail(create().getEmail())
                    .build();
            for (var i = 0; i < 5; i++) {
                assertThat(code(() -> self.update(taken))).isEqualTo(Code.ALREADY_EXISTS);
            }

            assertThat(told(() -> self.update(taken))).contains("TOO_MANY_TAKEN_ADDRESSES");
            assertThat(code(() -> self.update(free))).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(self.update(UpdateUserRequest.newBuilder()
                                    .setId(dora)
                                    .setName("Dora the Third")
                                    .build())
                            .getName())
                    .isEqualTo("Dora the Third");
            assertThat(code(() -> admin.update(taken))).isEqualTo(Code.ALREADY_EXISTS);
            assertThat(admin.update(free).getEmail()).isEqualTo(free.getEmail());
        }
    }

    @Test
    void whoChangesToFreeAddressesIsNotCounted() {
        var emil = registrar.create(create().build()).getId();
        try (var self = client(emil)) {
            for (var i = 0; i < 8; i++) {
                var change = UpdateUserRequest.newBuilder()
                        .setId(emil)
                        .setEmail(create().getEmail())
                        .build();
                assertThat(self.update(change).getEmail()).isEqualTo(change.getEmail());
            }
        }
    }

    @Test
    void anotherUserLooksExactlyLikeNone() {
        for (var attempt : List.<Function<String, Object>>of(
                bob::get,
                id -> bob.update(
                        UpdateUserRequest.newBuilder().setId(id).setName("X").build()),
                id -> bob.update(UpdateUserRequest.newBuilder()
                        .setId(id)
                        .setName("X")
                        .setRevision(77)
                        .build()),
                id -> bob.deactivate(
                        DeactivateUserRequest.newBuilder().setId(id).build()))) {
            assertThat(told(() -> attempt.apply(alice.getId())).replace(alice.getId(), "ID"))
                    .isEqualTo(told(() -> attempt.apply(ABSENT)).replace(ABSENT, "ID"))
                    .isEqualTo(told(() -> support.get(ABSENT)).replace(ABSENT, "ID"));
        }
        assertThat(support.get(alice.getId())).isEqualTo(alice);
    }

    @Test
    void usersAreListedByStaffOnly() {
        assertThat(code(() -> bob.list(
                        ListUsersRequest.newBuilder().setEmail(alice.getEmail()).build())))
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(support.list(ListUsersRequest.getDefaultInstance())).isNotNull();
    }

    @Test
    void eachEventSaysWhoCausedIt() throws Exception {
        try (var connection = DriverManager.getConnection(database);
                var select = connection.prepareStatement(
                        "select event_payload from event_journal where persistence_id = ? and sequence_number = 1")) {
            select.setString(1, "User|" + alice.getId());
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                        .contains("user:sign-up");
            }
        }
    }

    private static CreateUserRequest.Builder create() {
        return CreateUserRequest.newBuilder()
                .setName("Grace Hopper")
                .setEmail("grace-" + UUID.randomUUID() + "@example.com");
    }

    private static Code code(Callable<?> call) {
        return FailedCall.of(call).code();
    }

    /** Everything that a caller learns, but for the id of its call. */
    private static String told(Callable<?> call) {
        return FailedCall.of(call).told();
    }
}
