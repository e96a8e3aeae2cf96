package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.User;

/**
 * What a caller was told: each user whose creation was acknowledged, each address whose creation has an unknown outcome,
 * each call that failed. Safe for use by several threads.
 */
final class Ledger {
    private static final int PAGE_SIZE = 200;

    private final Map<String, User> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

    void attempted(String email) {
        attempted.add(email);
    }

    void acknowledged(User user) {
        acknowledged.put(user.getId(), user);
    }

    void failed(String call, Throwable cause) {
        failures.add(Failure.of(call, cause));
    }

    Map<String, User> acknowledged() {
        return acknowledged;
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Every acknowledged user is there, as it was acknowledged. */
    void assertReadable(DiscoveringClient client) {
        var ids = new ArrayList<>(acknowledged.keySet());
        for (int from = 0; from < ids.size(); from += PAGE_SIZE) {
            var reads = ids.subList(from, Math.min(from + PAGE_SIZE, ids.size())).stream()
                    .map(id -> client.call(
                            Rpc.GET_USER, GetUserRequest.newBuilder().setId(id).build()))
                    .toList();
            reads.forEach(read -> {
                var user = read.orTimeout(1, TimeUnit.MINUTES).join();
                assertThat(user).isEqualTo(acknowledged.get(user.getId()));
            });
        }
    }

    /**
     * The read model has every acknowledged user once, no address twice, and nobody whom nobody tried to create.
     *
     * @param namePrefix of all users of this ledger, and of no others
     */
    void assertListed(DiscoveringClient client, String namePrefix) {
        await().atMost(ClusterState.BOUND).untilAsserted(() -> {
            var listed = list(client, namePrefix);
            assertThat(listed).extracting(User::getId).doesNotHaveDuplicates();
            assertThat(listed)
                    .extracting(User::getEmail)
                    .doesNotHaveDuplicates()
                    .isSubsetOf(attempted);
            assertThat(listed.stream().collect(Collectors.toMap(User::getId, user -> user)))
                    .containsAllEntriesOf(acknowledged);
        });
    }

    private static List<User> list(DiscoveringClient client, String namePrefix) {
        var request = ListUsersRequest.newBuilder().setNamePrefix(namePrefix).setPageSize(PAGE_SIZE);
        return Stream.iterate(
                        page(client, request.build()),
                        page -> page != null,
                        page -> page.getNextPageToken().isEmpty()
                                ? null
                                : page(
                                        client,
                                        request.setPageToken(page.getNextPageToken())
                                                .build()))
                .flatMap(page -> page.getUsersList().stream())
                .toList();
    }

    private static ListUsersResponse page(DiscoveringClient client, ListUsersRequest request) {
        return client.call(Rpc.LIST_USERS, request)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }
}
