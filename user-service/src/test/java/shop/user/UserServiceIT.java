package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import com.google.rpc.ResourceInfo;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.contract.user.events.UserEvent;
import shop.devstack.PostgresServer;
import shop.platform.node.Node;
import shop.testkit.FailedCall;
import shop.testkit.TestNode;

/** The whole service on one node: every RPC and every error of the contract. */
class UserServiceIT {
    private static Node node;
    private static UserClient client;

    @BeforeAll
    static void start() {
        var config = TestNode.config(PostgresServer.shared().createDatabase());
        node = Node.start(config, "db/user", UserService::new);
        client = new UserClient(node.port());
        await().atMost(Duration.ofSeconds(90)).until(node::isReady);
    }

    @AfterAll
    static void stop() {
        client.close();
        node.stop();
    }

    @Test
    void everyChangeOfAUserIsPublishedInItsOrderWithTheRevision() {
        var id = client.create(create().build()).getId();
        client.update(UpdateUserRequest.newBuilder()
                .setId(id)
                .setName("Grace B. Hopper")
                .build());
        client.deactivate(DeactivateUserRequest.newBuilder().setId(id).build());
        client.reactivate(ReactivateUserRequest.newBuilder().setId(id).build());

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var events = PublishedUserEvents.of(id);
            assertThat(events)
                    .extracting(UserEvent::getEventCase)
                    .containsExactly(
                            UserEvent.EventCase.CREATED,
                            UserEvent.EventCase.UPDATED,
                            UserEvent.EventCase.DEACTIVATED,
                            UserEvent.EventCase.REACTIVATED);
            assertThat(events).extracting(UserEvent::getRevision).containsExactly(1L, 2L, 3L, 4L);
            assertThat(events).extracting(UserEvent::getUserId).containsOnly(id);
        });
    }

    @Test
    void aUserIsCreatedReadChangedAndSwitchedOffAndOn() {
        var created = client.create(create().build());

        assertThat(created.getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE);
        assertThat(created.getRevision()).isEqualTo(1);
        assertThat(created.getCreateTime()).isEqualTo(created.getUpdateTime());
        assertThat(client.get(created.getId())).isEqualTo(created);

        var renamed = client.update(UpdateUserRequest.newBuilder()
                .setId(created.getId())
                .setName("Grace B. Hopper")
                .setRevision(1)
                .build());
        var off = client.deactivate(DeactivateUserRequest.newBuilder()
                .setId(created.getId())
                .setRevision(2)
                .build());
        var on = client.reactivate(ReactivateUserRequest.newBuilder()
                .setId(created.getId())
                .setRevision(3)
                .build());

        assertThat(renamed.getName()).isEqualTo("Grace B. Hopper");
        assertThat(renamed.getEmail()).isEqualTo(created.getEmail());
        assertThat(off.getStatus()).isEqualTo(UserStatus.USER_STATUS_DEACTIVATED);
        assertThat(on.getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE);
        assertThat(on.getRevision()).isEqualTo(4);
        assertThat(client.get(created.getId())).isEqualTo(on);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTime() {
        var request = create().setRequestId(UUID.randomUUID().toString()).build();
        var created = client.create(request);
        var update = UpdateUserRequest.newBuilder()
                .setId(created.getId())
                .setEmail(newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        var updated = client.update(update);
        client.deactivate(
                DeactivateUserRequest.newBuilder().setId(created.getId()).build());

        assertThat(client.create(request)).isEqualTo(created);
        assertThat(client.update(update)).isEqualTo(updated);
        assertThat(client.get(created.getId()).getRevision()).isEqualTo(3);
    }

    @Test
    void aRequestIdWithOtherContentAlreadyExists() {
        var request = create().setRequestId(UUID.randomUUID().toString());
        client.create(request.build());

        var failure = FailedCall.of(
                () -> client.create(request.setName("Someone Else").build()));

        assertThat(failure.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(failure.reason()).isEqualTo("REQUEST_ID_REUSED");
        assertThat(failure.info().getDomain()).isEqualTo("shop");
    }

    @Test
    void anAddressThatAnotherUserHasAlreadyExists() {
        var first = client.create(create().build());

        var failure = FailedCall.of(() -> client.create(
                create().setEmail(first.getEmail().toUpperCase(Locale.ROOT)).build()));

        assertThat(failure.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(failure.reason()).isEqualTo("EMAIL_TAKEN");
        assertThat(failure.detail(ResourceInfo.class).getResourceType()).isEqualTo("user.User");
    }

    @Test
    void anUpdateOfAnOldRevisionIsAborted() {
        var user = client.create(create().build());
        client.deactivate(DeactivateUserRequest.newBuilder().setId(user.getId()).build());

        var failure = FailedCall.of(() -> client.update(UpdateUserRequest.newBuilder()
                .setId(user.getId())
                .setName("Late")
                .setRevision(1)
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.ABORTED);
        assertThat(failure.reason()).isEqualTo("STALE_REVISION");
        assertThat(failure.info().getMetadataOrThrow("current_revision")).isEqualTo("2");
    }

    @Test
    void whoIsNotThereIsNotFound() {
        for (var id : List.of(UUID.randomUUID().toString(), "nobody")) {
            var failure = FailedCall.of(() -> client.get(id));

            assertThat(failure.code()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(failure.reason()).isEqualTo("USER_NOT_FOUND");
            assertThat(failure.detail(ResourceInfo.class).getResourceName()).isEqualTo(id);
        }
        assertThat(FailedCall.of(() -> client.update(UpdateUserRequest.newBuilder()
                                .setId(UUID.randomUUID().toString())
                                .setEmail(newEmail())
                                .build()))
                        .code())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        var failure = FailedCall.of(() -> client.create(CreateUserRequest.newBuilder()
                .setName("\u0007")
                .setEmail("nowhere")
                .setRequestId("once")
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("name", "email", "request_id");
    }

    @Test
    void usersAreListedByPageAndFilter() {
        var prefix = "List " + UUID.randomUUID();
        var users = new ArrayList<User>();
        for (var i = 0; i < 7; i++) {
            users.add(client.create(create().setName(prefix + " 100%_" + i).build()));
        }
        client.deactivate(
                DeactivateUserRequest.newBuilder().setId(users.get(3).getId()).build());
        var all = ListUsersRequest.newBuilder()
                .setNamePrefix(prefix.toUpperCase(Locale.ROOT))
                .setPageSize(3);
        // Each user comes by a partition of its own.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(client.list(all.clone()
                                    .setStatus(UserStatus.USER_STATUS_DEACTIVATED)
                                    .build())
                            .getUsersList())
                    .extracting(User::getId)
                    .containsExactly(users.get(3).getId());
            assertThat(client.list(all.clone().setPageSize(100).build()).getUsersCount())
                    .isEqualTo(users.size());
        });

        var listed = new ArrayList<User>();
        var sizes = new ArrayList<Integer>();
        var token = "";
        do {
            var page = client.list(all.setPageToken(token).build());
            listed.addAll(page.getUsersList());
            sizes.add(page.getUsersCount());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(listed)
                .extracting(User::getId)
                .containsExactlyElementsOf(users.stream().map(User::getId).toList());
        assertThat(listed)
                .allSatisfy(user -> assertThat(client.get(user.getId())).isEqualTo(user));
        assertThat(client.list(ListUsersRequest.newBuilder()
                                .setEmail(users.get(5).getEmail())
                                .build())
                        .getUsersList())
                .containsExactly(users.get(5));
        // A wildcard of SQL is a character like any other.
        assertThat(client.list(ListUsersRequest.newBuilder()
                                .setNamePrefix(prefix + " 100_")
                                .build())
                        .getUsersList())
                .isEmpty();
    }

    @Test
    void aListThatIsAskedForWronglySaysWhatIsWrong() {
        var failure = FailedCall.of(() -> client.list(ListUsersRequest.newBuilder()
                .setPageSize(1001)
                .setPageToken("?")
                .setStatusValue(9)
                .setEmail("nowhere")
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactlyInAnyOrder("page_size", "page_token", "status", "email");
    }

    private static CreateUserRequest.Builder create() {
        return CreateUserRequest.newBuilder().setName("Grace Hopper").setEmail(newEmail());
    }

    private static String newEmail() {
        return "grace-" + UUID.randomUUID() + "@example.com";
    }
}
