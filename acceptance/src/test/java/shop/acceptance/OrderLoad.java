package shop.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.Order;

/** Places orders of some users and reads each back, steadily, and keeps the {@link OrderLedger}. */
final class OrderLoad extends SteadyLoad {
    private final DiscoveringClient client;
    private final List<String> users;
    private final OrderLedger ledger = new OrderLedger();
    private final Queue<Duration> reads = new ConcurrentLinkedQueue<>();

    private OrderLoad(DiscoveringClient client, List<String> users) {
        this.client = client;
        this.users = users;
    }

    /** Begins, and returns when the first orders are acknowledged. */
    static OrderLoad start(DiscoveringClient client, List<String> users) {
        var load = new OrderLoad(client, users);
        load.start();
        return load;
    }

    List<String> users() {
        return users;
    }

    OrderLedger ledger() {
        return ledger;
    }

    /** How long each GetOrder has taken since this was asked last. */
    List<Duration> takeReadTimes() {
        var taken = List.copyOf(reads);
        reads.removeAll(taken);
        return taken;
    }

    @Override
    int acknowledged() {
        return ledger.acknowledged().size();
    }

    @Override
    CompletableFuture<?> turn() {
        var request = request();
        return client.call(Rpc.CREATE_ORDER, request)
                .whenComplete((order, failure) -> {
                    if (failure != null) {
                        ledger.failed("CreateOrder", failure);
                    } else {
                        ledger.acknowledged(order);
                    }
                })
                .thenCompose(this::readBack)
                .exceptionally(reported -> null);
    }

    private CreateOrderRequest request() {
        var product = UUID.randomUUID().toString();
        ledger.attempted(product);
        return Orders.request(users.get(ThreadLocalRandom.current().nextInt(users.size())), product);
    }

    private CompletableFuture<Void> readBack(Order created) {
        var begun = System.nanoTime();
        return client.call(
                        Rpc.GET_ORDER,
                        GetOrderRequest.newBuilder().setId(created.getId()).build())
                .handle((order, failure) -> {
                    reads.add(Duration.ofNanos(System.nanoTime() - begun));
                    if (failure != null) {
                        ledger.failed("GetOrder " + created.getId(), failure);
                    }
                    return null;
                });
    }

    /** Begins nothing more and waits for what is under way. */
    OrderLedger stop() {
        finish();
        return ledger;
    }
}
