package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.type.Money;
import com.typesafe.config.ConfigFactory;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderLine;
import shop.devstack.PostgresServer;
import shop.order.domain.UserStanding;
import shop.platform.node.Node;
import shop.testkit.TestNode;

/** What becomes of watchers at the limits of a node and at its end. */
@Timeout(300)
class WatchOrderIT {
    private static final int MAX_WATCHERS = 2;

    private Node node;
    private OrderClient client;

    @BeforeEach
    void start() {
        // A default deadline that no stream outlives unless it is spared.
        var settings = ConfigFactory.parseString(
                "shop.order.watch.max-watchers = " + MAX_WATCHERS + "\nshop.grpc.default-deadline = 5s");
        var config = TestNode.config(PostgresServer.shared().createDatabase(), settings);
        node = Node.start(
                config,
                "db/order",
                system -> new OrderService(
                        system, (userId, call) -> CompletableFuture.completedFuture(new UserStanding.Undetermined())));
        client = new OrderClient(node.port());
        await().atMost(Duration.ofSeconds(90)).until(node::isReady);
    }

    @AfterEach
    void stop() {
        client.close();
        node.stop();
    }

    @Test
    void aWatcherMoreThanTheNodeMayHaveIsRefusedUntilAnotherLeaves() {
        var order = create();
        var leaving = Context.current().withCancellation();
        leaving.run(() -> client.watch(order.getId()).next());
        client.watch(order.getId()).next();

        var refused = failure(client.watch(order.getId()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        leaving.cancel(null);

        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(client.watch(order.getId()).next()).isEqualTo(order));
    }

    @Test
    void aWatchEndsWithItsNodeAndSaysSo() {
        var watch = client.watch(create().getId());
        assertThat(watch.next().getRevision()).isEqualTo(1);

        var stopped = CompletableFuture.runAsync(node::stop);

        var failure = failure(watch);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.getStatus().getDescription()).contains("shutting down");
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(90));
    }

    private Order create() {
        var price = Money.newBuilder().setCurrencyCode("EUR").setUnits(4);
        return client.create(CreateOrderRequest.newBuilder()
                .setUserId(UUID.randomUUID().toString())
                .addLines(OrderLine.newBuilder()
                        .setProductId("tea")
                        .setQuantity(1)
                        .setUnitPrice(price))
                .build());
    }

    private static StatusRuntimeException failure(Iterator<Order> watch) {
        return catchThrowableOfType(StatusRuntimeException.class, watch::hasNext);
    }
}
