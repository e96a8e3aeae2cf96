package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;
import com.typesafe.config.Config;
import io.grpc.Status.Code;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.UserOuterClass;
import shop.platform.node.Node;
import shop.testkit.AuditPromises;
import shop.testkit.AuditedCalls.Entry;
import shop.testkit.AuditedCalls.Made;

/** What is said of every service's audit, and of the calls that only users have. */
class UserAuditIT extends AuditPromises {
    private static final String NAME = "Wilhelmina Planted";

    private String alice;

    UserAuditIT() {
        super(UserOuterClass.getDescriptor().findServiceByName("UserService"), "user.User", "CreateUser");
    }

    @Override
    protected Node start(Config config) {
        return Node.start(config, "db/user", UserService::new);
    }

    @BeforeAll
    void createAlice() {
        alice = made("CreateUser", create(email()), admin()).id();
    }

    @Override
    protected Message request(String method) {
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

    @ParameterizedTest
    @MethodSource("everyMethod")
    void aUserWithoutARoleIsDeniedWithOneEntryWhateverWasAskedFor(String name) throws Exception {
        assertThat(entries(made(name, request(name), bob())))
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
                .setId(made("CreateUser", create(email()), admin()).id())
                .build();
        var absent = UpdateUserRequest.newBuilder().setId(BOB).setName(NAME).build();
        var stale = absent.toBuilder().setId(alice).setRevision(77).build();

        assertThat(outcomes(
                        made("CreateUser", create, admin()),
                        made("CreateUser", create, admin()),
                        made("CreateUser", create(taken), admin()),
                        made("CreateUser", create("no address"), admin()),
                        made("DeactivateUser", nothing, admin()),
                        made("DeactivateUser", nothing, admin()),
                        made("UpdateUser", absent, admin()),
                        made("UpdateUser", stale, admin())))
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
    void whoReadsTheirOwnDataLeavesNoEntry() throws Exception {
        assertThat(entries(made("GetUser", request("GetUser"), callers().token(alice))))
                .isEmpty();
    }

    @Test
    void whatWasReadByRoleButIsNotThereHasAnEntryToo() throws Exception {
        assertThat(outcomes(
                        made("GetUser", GetUserRequest.newBuilder().setId(BOB).build(), admin())))
                .containsExactly("NOT_FOUND USER_NOT_FOUND");
    }

    @Test
    void whatACallerPutsInsteadOfIdsIsNotKept() throws Exception {
        var planted = "planted@example.com";
        var before = number("select count(*) from audit_entry");

        calls().call(
                        method("UpdateUser"),
                        UpdateUserRequest.newBuilder()
                                .setId(planted)
                                .setName(NAME)
                                .build(),
                        bob(),
                        planted);

        assertThat(number("select count(*) from audit_entry") - before).isOne();
        assertThat(number("select count(*) from audit_entry e where e::text like '%@%' or e::text like '%Wilhelmina%'"))
                .isZero();
    }

    @Test
    void whileTheAuditCannotBeWrittenChangesAndReadsOfOthersAreRefusedAndOnesOwnReadsGoOn() throws Exception {
        execute("alter table audit_entry rename to audit_entry_away");
        try {
            await().atMost(BOUND).until(() -> refused(made("UpdateUser", update(), admin())));
            var events = number("select count(*) from event_journal");

            for (var name : everyMethod().toList()) {
                var call = made(name, request(name), admin());
                assertThat(call.failure() == null).as(name).isEqualTo(isRead(name) && !reveals(name));
                if (call.failure() != null) {
                    assertThat(refused(call)).isTrue();
                }
                assertThat(refused(made(name, request(name), bob())))
                        .as("a denial of " + name)
                        .isTrue();
            }
            assertThat(made("GetUser", request("GetUser"), callers().token(alice))
                            .failure())
                    .isNull();
            assertThat(number("select count(*) from event_journal")).isEqualTo(events);
        } finally {
            execute("alter table audit_entry_away rename to audit_entry");
        }

        await().atMost(BOUND).until(() -> made("UpdateUser", update(), admin()).failure() == null);
    }

    private static boolean refused(Made call) {
        var failure = call.failure();
        return failure != null
                && failure.code() == Code.UNAVAILABLE
                && failure.reason().equals("AUDIT_UNAVAILABLE")
                && failure.has(RetryInfo.class);
    }

    private static CreateUserRequest create(String email) {
        return CreateUserRequest.newBuilder().setName(NAME).setEmail(email).build();
    }

    private UpdateUserRequest update() {
        return UpdateUserRequest.newBuilder()
                .setId(alice)
                .setName(NAME + " " + UUID.randomUUID())
                .build();
    }

    private static String email() {
        return "wilhelmina-" + UUID.randomUUID() + "@example.com";
    }
}
