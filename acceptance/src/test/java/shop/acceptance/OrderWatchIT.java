package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderStatus;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;
import shop.devstack.Devstack;

@Tag(SharedSystem.ALSO_SECURE)
@ExtendWith(SharedSystem.class)
@Tag("consul")
class OrderWatchIT {
    private static final int WATCHERS_OF_EACH_NODE = 10;

    @Test
    void watchersOnEveryNodeSeeEveryChangeOnceAndInOrderAndThenTheEnd(Devstack stack) throws Exception {
        var threads = Executors.newCachedThreadPool();
        try (var ordering = new Ordering(stack)) {
            var order = ordering.place(ordering.newUser());
            var watching = IntStream.range(0, 3 * WATCHERS_OF_EACH_NODE)
                    .mapToObj(i -> {
                        var port = stack.node("order-service", i % 3).port();
                        var first = new CompletableFuture<Order>();
                        var all = CompletableFuture.supplyAsync(
                                () -> watch(Access.of(stack), port, order.getId(), first), threads);
                        all.whenComplete((seen, failure) -> first.completeExceptionally(
                                failure != null ? failure : new AssertionError("ended before the first answer")));
                        return new Watcher(first, all);
                    })
                    .toList();
            for (var watcher : watching) {
                assertThat(watcher.first().get(60, TimeUnit.SECONDS)).isEqualTo(order);
            }

            Ordering.call(
                    ordering.orders,
                    Rpc.SHIP_ORDER,
                    ShipOrderRequest.newBuilder().setId(order.getId()).build());
            Ordering.call(
                    ordering.orders,
                    Rpc.DELIVER_ORDER,
                    DeliverOrderRequest.newBuilder().setId(order.getId()).build());

            for (var watcher : watching) {
                assertThat(watcher.all().get(60, TimeUnit.SECONDS))
                        .extracting(Order::getStatus)
                        .containsExactly(
                                OrderStatus.ORDER_STATUS_CONFIRMED,
                                OrderStatus.ORDER_STATUS_SHIPPED,
                                OrderStatus.ORDER_STATUS_DELIVERED);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private record Watcher(CompletableFuture<Order> first, CompletableFuture<List<Order>> all) {}

    /** Everything that the stream brings until it completes. */
    private static List<Order> watch(Access access, int port, String orderId, CompletableFuture<Order> first) {
        var seen = new ArrayList<Order>();
        try (var channel = new InstanceChannel(access, port, Duration.ofMinutes(2))) {
            channel.stream(
                            Rpc.WATCH_ORDER,
                            WatchOrderRequest.newBuilder().setId(orderId).build())
                    .forEachRemaining(order -> {
                        first.complete(order);
                        seen.add(order);
                    });
        }
        return seen;
    }
}
