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
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderStatus;

/**
 * What a caller was told of orders: each order whose creation was acknowledged, each product that was tried to order,
 * each call that failed. Every attempt orders a product of its own, so that an order that is there twice shows. Safe for
 * use by several threads.
 */
final class OrderLedger {
    private static final int PAGE_SIZE = 200;

    private final Map<String, Order> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

    void attempted(String product) {
        attempted.add(product);
    }

    void acknowledged(Order order) {
        acknowledged.put(order.getId(), order);
    }

    void failed(String call, Throwable cause) {
        failures.add(Failure.of(call, cause));
    }

    /** Each as it was when it was acknowledged. */
    Map<String, Order> acknowledged() {
        return acknowledged;
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** The orders as they are now: every acknowledged one, with all that cannot change as it was acknowledged. */
    List<Order> read(DiscoveringClient client) {
        var now = new ArrayList<Order>();
        var ids = new ArrayList<>(acknowledged.keySet());
        for (int from = 0; from < ids.size(); from += PAGE_SIZE) {
            var reads = ids.subList(from, Math.min(from + PAGE_SIZE, ids.size())).stream()
                    .map(id -> client.call(
                            Rpc.GET_ORDER,
                            GetOrderRequest.newBuilder().setId(id).build()))
                    .toList();
            reads.forEach(read -> now.add(read.orTimeout(1, TimeUnit.MINUTES).join()));
        }
        assertThat(now).allSatisfy(order -> {
            var then = acknowledged.get(order.getId());
            assertThat(order.getRevision()).isGreaterThanOrEqualTo(then.getRevision());
            assertThat(constant(order)).isEqualTo(constant(then));
        });
        return now;
    }

    private static Order constant(Order order) {
        return order.toBuilder()
                .clearStatus()
                .clearVerification()
                .clearEndReason()
                .clearUpdateTime()
                .clearRevision()
                .build();
    }

    /** Waits until no acknowledged order is PENDING, and gives all of them. */
    List<Order> awaitNonePending(DiscoveringClient client) {
        await().atMost(ClusterState.BOUND)
                .untilAsserted(() -> assertThat(read(client))
                        .extracting(Order::getStatus)
                        .doesNotContain(OrderStatus.ORDER_STATUS_PENDING));
        return read(client);
    }

    /** The read model has every acknowledged order of these users as it is now, and no product twice. */
    void assertListed(DiscoveringClient client, List<String> userIds) {
        await().atMost(ClusterState.BOUND).untilAsserted(() -> {
            // Read each time: an order that is PENDING now will be something else.
            var now = read(client);
            var listed = userIds.stream()
                    .flatMap(user -> list(client, user).stream())
                    .toList();
            assertThat(listed)
                    .extracting(order -> order.getLines(0).getProductId())
                    .doesNotHaveDuplicates()
                    .isSubsetOf(attempted);
            assertThat(listed).containsAll(now);
        });
    }

    private static List<Order> list(DiscoveringClient client, String userId) {
        var listed = new ArrayList<Order>();
        var request = ListOrdersRequest.newBuilder().setUserId(userId).setPageSize(PAGE_SIZE);
        do {
            var page = client.call(Rpc.LIST_ORDERS, request.build())
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
            listed.addAll(page.getOrdersList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return listed;
    }
}
