package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.UserOuterClass;
import shop.devstack.DevelopmentIssuer;
import shop.devstack.PostgresServer;
import shop.platform.node.Node;
import shop.user.AuditedCalls.Entry;
import shop.user.AuditedCalls.Made;

/** Every mutating call and every denial has one entry in the audit before it is answered, and nothing else has. */
@Timeout(300)
class UserAuditIT {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String NAME = "Wilhelmina Planted";
    private static final String BOB = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static String database;
    private static Node node;
    private static AuditedCalls calls;
    private static String admin;
    private static String bob;
    private static String alice;

    @BeforeAll
    static void start() {
        var issuer = DevelopmentIssuer.in(folder);
        database = PostgresServer.shared().createDatabase();
        var settings = ConfigFactory.parseMap(Map.of(
                "shop.security.mode",
                "enforced",
                "shop.security.tokens.issuer",
                DevelopmentIssuer.ISSUER,
                "shop.security.tokens.jwks-file",
                issuer.jwks().toString(),
                "shop.audit.probe-interval",
                "200ms",
                "shop.audit.settle-interval",
                "200ms",
                "shop.audit.unanswered-after",
                "20s"));
        node = Node.start(TestNode.config(database, settings), "db/user", UserService::new);
        admin = issuer.token("staff-1", List.of("admin"), Duration.ofHours(1));
        bob = issuer.token(BOB, List.of(), Duration.ofHours(1));
        calls = new AuditedCalls(database, node.port());
        await().atMost(BOUND).until(node::isReady);
        alice = id(made("CreateUser", create(email()), admin));
    }

    @AfterAll
    static void stop() {
        calls.close();
        node.stop();
    }

    static Stream<String> everyMethod() {
        return UserOuterClass.getDescriptor().findServiceByName("UserService").getMethods().stream()
                .map(MethodDescriptor::getName);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void whatChangesSomethingHasOneEntryAndWhatReadsHasNone(String name) throws Exception {
        var call = made(name, request(name), admin);

        assertThat(call.failure()).isNull();
        if (Stream.of("Get", "List", "Watch").anyMatch(name::startsWith)) {
            assertThat(calls.entries(call)).isEmpty();
        } else {
            assertThat(calls.entries(call))
                    .containsExactly(new Entry(
                            "ALLOWED",
                            "OK",
                            "role admin",
                            "staff-1",
                            "",
                            "user.UserService/" + name,
                            "user.User/" + id(call),
                            "0af7651916cd43dd8448eb211c80319c",
                            "127.0.0.1"));
        }
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void aDenialHasOneEntryWhateverWasAskedFor(String name) throws Exception {
        var nobody = made(name, request(name), null);
        assertThat(calls.entries(nobody))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user, Entry::rule)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_MISSING", "anonymous", "");

        var forged = made(name, request(name), bob.substring(0, bob.length() - 8) + "AAAAAAAA");
        assertThat(calls.entries(forged))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_INVALID", "anonymous");

        var other = made(name, request(name), bob);
        assertThat(calls.entries(other))
                .singleElement()
                .extracting(Entry::decision, Entry::user)
                .containsExactly("DENIED", BOB);
    }

    @Test
    void repetitionsChangesOfNothingAndRefusalsHaveAnEntryEach() throws Exception {
        var taken = email();
        var create = create(taken).toBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .build();
        var nothing = DeactivateUserRequest.newBuilder()
                .setId(id(made("CreateUser", create(email()), admin)))
                .build();
        var absent = UpdateUserRequest.newBuilder().setId(BOB).setName(NAME).build();

        var outcomes = new ArrayList<String>();
        for (var call : List.of(
                made("CreateUser", create, admin),
                made("CreateUser", create, admin),
                made("CreateUser", create(taken), admin),
                made("CreateUser", create("no address"), admin),
                made("DeactivateUser", nothing, admin),
                made("DeactivateUser", nothing, admin),
                made("UpdateUser", absent, admin),
                made(
                        "UpdateUser",
                        absent.toBuilder().setId(alice).setRevision(77).build(),
                        admin))) {
            assertThat(calls.entries(call)).hasSize(1);
            outcomes.add(calls.entries(call).get(0).outcome());
        }

        assertThat(outcomes)
                .containsExactly(
                        "OK",
                        "OK",
                        "ALREADY_EXISTS EMAIL_TAKEN",
                        "INVALID_ARGUMENT INVALID_REQUEST",
                        "OK",
                        "OK",
                        "NOT_FOUND USER_NOT_FOUND",
                        "ABORTED STALE_REVISION");
    }

    @Test
    void whatACallerPutsInsteadOfIdsIsNotKept() throws Exception {
        var planted = "planted@example.com";
        var before = number("select count(*) from audit_entry");

        calls.call(
                method("UpdateUser"),
                UpdateUserRequest.newBuilder().setId(planted).setName(NAME).build(),
                bob,
                planted);

        assertThat(number("select count(*) from audit_entry") - before).isOne();
        assertThat(number("select count(*) from audit_entry e where e::text like '%@%' or e::text like '%Wilhelmina%'"))
                .isZero();
    }

    @Test
    void aCallWhoseEntryFailsIsNotAnsweredAndGetsItFromItsEvent() throws Exception {
        execute("create function audit_break() returns trigger language plpgsql as"
                + " $$begin raise exception 'broken'; end$$");
        execute("create trigger broken before insert on audit_entry for each row when (new.request_id = 'broken')"
                + " execute function audit_break()");
        Made call;
        try {
            call = calls.call(method("CreateUser"), create(email()), admin, "broken");
            assertThat(call.failure().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
            assertThat(calls.entries(call)).isEmpty();
            await().atMost(BOUND)
                    .until(() -> number("select count(*) from audit_pending where request_id = 'broken'") == 1);
        } finally {
            execute("drop trigger broken on audit_entry");
        }

        await().atMost(BOUND).until(() -> calls.entries(call).size() == 1);
        assertThat(calls.entries(call).get(0))
                .matches(entry ->
                        entry.outcome().equals("UNANSWERED") && entry.user().equals("staff-1"))
                .matches(entry -> entry.resource().startsWith("user.User/"));
        await().atMost(BOUND).until(() -> number("select count(*) from audit_pending") == 0);
        assertThat(calls.entries(call)).hasSize(1);
    }

    @Test
    void whileTheAuditCannotBeWrittenChangesAreRefusedAndReadsGoOn() throws Exception {
        execute("alter table audit_entry rename to audit_entry_away");
        try {
            await().atMost(BOUND).until(() -> refused(made("UpdateUser", update(), admin)));
            var events = number("select count(*) from event_journal");

            for (var name : everyMethod().toList()) {
                var call = made(name, request(name), admin);
                assertThat(call.failure() == null).as(name).isEqualTo(name.matches("(Get|List).*"));
                if (call.failure() != null) {
                    assertThat(refused(call)).isTrue();
                }
                assertThat(refused(made(name, request(name), bob)))
                        .as("a denial of " + name)
                        .isTrue();
            }
            assertThat(number("select count(*) from event_journal")).isEqualTo(events);
        } finally {
            execute("alter table audit_entry_away rename to audit_entry");
        }

        await().atMost(BOUND).until(() -> made("UpdateUser", update(), admin).failure() == null);
    }

    private static boolean refused(Made call) throws Exception {
        if (call.failure() == null) {
            return false;
        }
        var status = StatusProto.fromThrowable(call.failure());
        return status.getCode() == Code.UNAVAILABLE.value()
                && status.getDetails(0).unpack(ErrorInfo.class).getReason().equals("AUDIT_UNAVAILABLE")
                && status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
    }

    /** What the method needs to succeed for an administrator; a method that is new gets its object's id. */
    private static Message request(String method) {
        return switch (method) {
            case "CreateUser" -> create(email());
            case "UpdateUser" -> update();
            case "ListUsers" -> ListUsersRequest.getDefaultInstance();
            case "GetUser" -> GetUserRequest.newBuilder().setId(alice).build();
            default -> {
                var type = method(method).getInputType();
                yield DynamicMessage.newBuilder(type)
                        .setField(type.findFieldByName("id"), alice)
                        .build();
            }
        };
    }

    private static CreateUserRequest create(String email) {
        return CreateUserRequest.newBuilder().setName(NAME).setEmail(email).build();
    }

    private static UpdateUserRequest update() {
        return UpdateUserRequest.newBuilder()
                .setId(alice)
                .setName(NAME + " " + UUID.randomUUID())
                .build();
    }

    private static String email() {
        return "wilhelmina-" + UUID.randomUUID() + "@example.com";
    }

    private static Made made(String method, Message request, String token) {
        return calls.call(method(method), request, token);
    }

    private static MethodDescriptor method(String name) {
        return UserOuterClass.getDescriptor().findServiceByName("UserService").findMethodByName(name);
    }

    private static String id(Made call) {
        assertThat(call.failure()).isNull();
        return (String)
                call.answer().getField(call.answer().getDescriptorForType().findFieldByName("id"));
    }

    private static long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
