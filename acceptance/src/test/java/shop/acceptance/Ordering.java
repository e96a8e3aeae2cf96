package shop.acceptance;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.Order;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.User;
import shop.devstack.Devstack;

/** Callers of both services that follow Consul, and what tests of orders do over and over. */
final class Ordering implements AutoCloseable {
    /** Of each call; more than anything takes while nothing is to fail. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** Of each call where some may fail: longer than a take-over, and a load whose calls hang ends soon. */
    private static final Duration DEADLINE_AMID_CRASHES = Duration.ofSeconds(30);

    final ClusterState userCluster;
    final ClusterState orderCluster;
    final DiscoveringClient users;
    final DiscoveringClient orders;

    Ordering(Devstack stack) {
        this(stack, DEADLINE);
    }

    /** For tests in which calls may fail. */
    static Ordering amidCrashes(Devstack stack) {
        return new Ordering(stack, DEADLINE_AMID_CRASHES);
    }

    private Ordering(Devstack stack, Duration deadline) {
        userCluster = new ClusterState(stack, "user-service");
        orderCluster = new ClusterState(stack, "order-service");
        users = new DiscoveringClient(userCluster, deadline);
        orders = new DiscoveringClient(orderCluster, deadline);
    }

    /** Has both services answer calls for a moment: JVMs that have just started are slow, which is not what is to be tested. */
    void warmUp() {
        try (var orderLoad = OrderLoad.start(orders, newUsers(5));
                var userLoad = UserLoad.start(users)) {
            orderLoad.awaitProgress();
            userLoad.awaitProgress();
            orderLoad.stop();
            userLoad.stop();
        }
    }

    /** An active user. */
    String newUser() {
        var request = CreateUserRequest.newBuilder()
                .setName("Orderer")
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        return call(users, Rpc.CREATE_USER, request).getId();
    }

    List<String> newUsers(int count) {
        return IntStream.range(0, count).mapToObj(i -> newUser()).toList();
    }

    User deactivate(String userId) {
        return call(
                users,
                Rpc.DEACTIVATE_USER,
                DeactivateUserRequest.newBuilder().setId(userId).build());
    }

    User reactivate(String userId) {
        return call(
                users,
                Rpc.REACTIVATE_USER,
                ReactivateUserRequest.newBuilder().setId(userId).build());
    }

    /** Places an order of one line. */
    Order place(String userId) {
        return place(Orders.request(userId, "coffee"));
    }

    Order place(CreateOrderRequest request) {
        return call(orders, Rpc.CREATE_ORDER, request);
    }

    Order get(String orderId) {
        return call(
                orders,
                Rpc.GET_ORDER,
                GetOrderRequest.newBuilder().setId(orderId).build());
    }

    /** @throws java.util.concurrent.CompletionException with the status of a call that failed */
    static <I extends Message, O extends Message> O call(DiscoveringClient client, Rpc<I, O> rpc, I request) {
        return client.call(rpc, request).orTimeout(1, TimeUnit.MINUTES).join();
    }

    @Override
    public void close() {
        users.close();
        orders.close();
    }
}
