package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RequestInfo;
import com.typesafe.config.ConfigFactory;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import shop.devstack.DevelopmentIssuer;
import shop.devstack.PostgresServer;
import shop.platform.node.Node;

/** A node that asks for tokens: nobody gets at another user, by whatever door. */
@Timeout(300)
class UserAccessIT {
    private static final String ABSENT = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static DevelopmentIssuer issuer;
    private static String database;
    private static Node node;
    private static UserClient registrar;
    private static UserClient support;
    private static UserClient admin;
    private static User alice;
    private static UserClient bob;

    @BeforeAll
    static void start() {
        issuer = DevelopmentIssuer.in(folder);
        database = PostgresServer.shared().createDatabase();
        var enforced = ConfigFactory.parseMap(Map.of(
                "shop.security.mode",
                "enforced",
                "shop.security.tokens.issuer",
                DevelopmentIssuer.ISSUER,
                "shop.security.tokens.jwks-file",
                issuer.jwks().toString()));
        node = Node.start(TestNode.config(database, enforced), "db/user", UserService::new);
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
        return new UserClient(node.port(), bearer(issuer.token(subject, List.of(roles), Duration.ofHours(1))));
    }

    private static ClientInterceptor bearer(String token) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
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
            var reactivate = ReactivateUserRequest.newBuilder().setId(carol).build();
            assertThat(failure(() -> self.reactivate(reactivate)).getStatus().getCode())
                    .isEqualTo(Code.PERMISSION_DENIED);
            assertThat(admin.reactivate(reactivate).getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE);
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
        assertThat(failure(() -> bob.list(ListUsersRequest.newBuilder()
                                .setEmail(alice.getEmail())
                                .build()))
                        .getStatus()
                        .getCode())
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

    /** Everything that a caller learns, but for the id of its call. */
    private static String told(Callable<?> call) {
        var status = StatusProto.fromThrowable(failure(call));
        var details = status.getDetailsList().stream()
                .filter(detail -> !detail.is(RequestInfo.class))
                .map(detail -> detail.getTypeUrl() + " " + detail.getValue().toString(StandardCharsets.ISO_8859_1))
                .toList();
        return status.getCode() + " " + status.getMessage() + " " + details;
    }

    private static StatusRuntimeException failure(Callable<?> call) {
        var failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
        assertThat(failure).as("the call was answered").isNotNull();
        return failure;
    }
}
