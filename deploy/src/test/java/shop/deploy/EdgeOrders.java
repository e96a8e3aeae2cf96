package shop.deploy;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.OrderServicePowerApi;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;

/** A node's port with orders that say from where they were asked for: the user's id is the address of the caller. */
final class EdgeOrders implements OrderServicePowerApi, AutoCloseable {
    /** How many calls have come this far. */
    final AtomicInteger calls = new AtomicInteger();

    private final ActorSystem<Object> system;
    private final GrpcServer server;

    private EdgeOrders(String settings) {
        system = ActorSystem.create(
                Behaviors.empty(),
                "orders",
                ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.parseString(
                                "akka.actor.provider = local, shop.profile = dev, akka.log-dead-letters = off"))
                        .withFallback(ConfigFactory.load()));
        var health = new ServerHealth();
        health.change(ServingStatus.SERVING);
        server = GrpcServer.builder(system)
                .host("127.0.0.1")
                .port(0)
                .health(health)
                .service(GrpcService.of(
                        OrderOuterClass.getDescriptor().findServiceByName("OrderService"),
                        OrderServicePowerApi.class,
                        this))
                .bind()
                .toCompletableFuture()
                .join();
    }

    static EdgeOrders start(String settings) {
        return new EdgeOrders(settings);
    }

    int port() {
        return server.address().getPort();
    }

    @Override
    public CompletionStage<Order> getOrder(GetOrderRequest request, Metadata metadata) {
        return answer(request.getId(), metadata);
    }

    @Override
    public CompletionStage<Order> createOrder(CreateOrderRequest request, Metadata metadata) {
        return answer("created", metadata);
    }

    /** Two changes, and no end. */
    @Override
    public Source<Order, NotUsed> watchOrder(WatchOrderRequest request, Metadata metadata) {
        var order = order(request.getId(), metadata);
        return Source.range(1, 2)
                .map(revision -> order.toBuilder().setRevision(revision).build())
                .concatLazy(Source.<Order>maybe().mapMaterializedValue(unused -> NotUsed.getInstance()))
                .mapMaterializedValue(unused -> NotUsed.getInstance());
    }

    private CompletionStage<Order> answer(String id, Metadata metadata) {
        return CompletableFuture.completedFuture(order(id, metadata));
    }

    private Order order(String id, Metadata metadata) {
        calls.incrementAndGet();
        var context = CallContext.of(metadata);
        return Order.newBuilder()
                .setId(id)
                .setUserId(context.source().map(InetAddress::getHostAddress).orElse("")
                        + context.peer().map(peer -> " of " + peer).orElse(""))
                .build();
    }

    @Override
    public CompletionStage<ListOrdersResponse> listOrders(ListOrdersRequest request, Metadata metadata) {
        return CompletableFuture.completedFuture(ListOrdersResponse.getDefaultInstance());
    }

    @Override
    public CompletionStage<Order> cancelOrder(CancelOrderRequest request, Metadata metadata) {
        return unimplemented();
    }

    @Override
    public CompletionStage<Order> shipOrder(ShipOrderRequest request, Metadata metadata) {
        return unimplemented();
    }

    @Override
    public CompletionStage<Order> deliverOrder(DeliverOrderRequest request, Metadata metadata) {
        return unimplemented();
    }

    private static CompletionStage<Order> unimplemented() {
        return CompletableFuture.failedFuture(Status.UNIMPLEMENTED.asRuntimeException());
    }

    @Override
    public void close() {
        server.terminate(Duration.ofSeconds(1)).toCompletableFuture().join();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
