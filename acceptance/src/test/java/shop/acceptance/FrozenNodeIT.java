package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.devstack.Devstack;

/** A node that is frozen until the others have taken over from it, and wakes with calls in its sockets. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class FrozenNodeIT {
    /** A third of them are the frozen node's. */
    private static final int USERS = 60;
    /** More than the freeze takes: calls that wait in the node's sockets are not given up by their clients. */
    private static final Duration PATIENT = Duration.ofMinutes(4);
    /** That of a node that was overtaken. */
    private static final int OVERTAKEN = 4;

    private final String name = "Frozen " + UUID.randomUUID();

    @Test
    void whatAThawedNodeAcknowledgesEverybodySeesAndItShowsNothingThatIsOutdated(Devstack stack, ClusterState state) {
        var survivors = List.of(stack.node("user-service", 0), stack.node("user-service", 1));
        var victim = stack.node("user-service", 2);
        try (var first = channel(stack, survivors.get(0).port());
                var second = channel(stack, survivors.get(1).port());
                var frozen = channel(stack, victim.port())) {
            var users = createAll(first);
            users.forEach(id -> assertThat(get(frozen, id).getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE));
            var written = users.subList(0, USERS / 2);
            var changed = users.subList(USERS / 2, USERS);

            victim.suspend();
            var deactivations = new HashMap<String, CompletableFuture<User>>();
            written.forEach(id -> deactivations.put(id, deactivate(frozen, id)));
            var reads = new HashMap<String, CompletableFuture<User>>();
            changed.forEach(id -> reads.put(id, frozen.call(Rpc.GET_USER, request(id))));
            state.awaitExactly(survivors);
            // Every entity is in the memory of a survivor, and half of them change there.
            users.forEach(id -> assertThat(get(first, id).getStatus()).isEqualTo(UserStatus.USER_STATUS_ACTIVE));
            changed.forEach(
                    id -> deactivate(second, id).orTimeout(1, TimeUnit.MINUTES).join());
            victim.resume();

            var acknowledged = outcomes(deactivations);
            var shown = outcomes(reads);
            acknowledged.forEach((id, user) -> {
                assertThat(get(first, id)).as("acknowledged by the thawed node").isEqualTo(user);
                assertThat(get(second, id)).isEqualTo(user);
            });
            assertThat(shown.values())
                    .as("shown by the thawed node")
                    .allMatch(user -> user.getStatus() == UserStatus.USER_STATUS_DEACTIVATED);
            assertAllAgree(users, first, second);
            await().atMost(ClusterState.BOUND).until(() -> !victim.isAlive());
            assertThat(victim.exitCode()).isEqualTo(OVERTAKEN);

            victim.launch();
            victim.awaitReady(Devstack.DEFAULT_READY_BOUND);
            state.awaitWhole();
            try (var back = channel(stack, victim.port())) {
                assertAllAgree(users, first, back);
                users.forEach(id -> back.call(
                                Rpc.REACTIVATE_USER,
                                ReactivateUserRequest.newBuilder().setId(id).build())
                        .orTimeout(1, TimeUnit.MINUTES)
                        .join());
                assertAllAgree(users, first, back);
            }
        }
    }

    /** The entities through two nodes, and the list. */
    private void assertAllAgree(List<String> users, InstanceChannel one, InstanceChannel other) {
        var known = new HashMap<String, User>();
        users.forEach(id -> known.put(id, get(one, id)));
        users.forEach(id -> assertThat(get(other, id)).isEqualTo(known.get(id)));
        await().atMost(ClusterState.BOUND)
                .untilAsserted(() -> assertThat(listed(one)).isEqualTo(known));
    }

    private Map<String, User> listed(InstanceChannel client) {
        var listed = new HashMap<String, User>();
        client.call(
                        Rpc.LIST_USERS,
                        ListUsersRequest.newBuilder()
                                .setNamePrefix(name)
                                .setPageSize(200)
                                .build())
                .orTimeout(1, TimeUnit.MINUTES)
                .join()
                .getUsersList()
                .forEach(user -> listed.put(user.getId(), user));
        return listed;
    }

    private List<String> createAll(InstanceChannel client) {
        var users = new ArrayList<String>();
        for (var i = 0; i < USERS; i++) {
            var request = CreateUserRequest.newBuilder()
                    .setName(name)
                    .setEmail(Shop.newEmail())
                    .setRequestId(UUID.randomUUID().toString())
                    .build();
            users.add(client.call(Rpc.CREATE_USER, request)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join()
                    .getId());
        }
        return users;
    }

    private static CompletableFuture<User> deactivate(InstanceChannel client, String id) {
        return client.call(
                Rpc.DEACTIVATE_USER,
                DeactivateUserRequest.newBuilder().setId(id).build());
    }

    /** Those that were answered; the others failed. */
    private static Map<String, User> outcomes(Map<String, CompletableFuture<User>> calls) {
        var answered = new HashMap<String, User>();
        calls.forEach((id, call) -> {
            var user = call.handle((answer, failure) -> failure == null ? answer : null)
                    .orTimeout(PATIENT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (user != null) {
                answered.put(id, user);
            }
        });
        return answered;
    }

    private static User get(InstanceChannel client, String id) {
        return client.call(Rpc.GET_USER, request(id))
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static GetUserRequest request(String id) {
        return GetUserRequest.newBuilder().setId(id).build();
    }

    private static InstanceChannel channel(Devstack stack, int port) {
        return new InstanceChannel(Access.of(stack), port, PATIENT);
    }
}
