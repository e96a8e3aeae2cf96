package shop.order;

import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.OrderServicePowerApi;
import shop.order.api.OrderApi;
import shop.order.domain.Order;
import shop.order.domain.OrderEvent;
import shop.order.domain.Orders;
import shop.order.messaging.OrderEvents;
import shop.order.messaging.UserEventsConsumer;
import shop.order.process.OpenOrders;
import shop.order.query.OrderQuery;
import shop.order.query.OrderView;
import shop.order.users.CurrentReplica;
import shop.order.users.DeactivatedUsers;
import shop.order.users.UserDirectory;
import shop.platform.audit.Audit;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.PageTokens;
import shop.platform.journal.Database;
import shop.platform.journal.PageTokenKey;
import shop.platform.messaging.Publishing;
import shop.platform.node.Service;
import shop.platform.projection.Projections;

/** The service of orders. */
final class OrderService implements Service {
    private final ActorSystem<?> system;
    private final Orders orders;
    private final UserDirectory directory;
    private final OrderApi api;
    private final DeactivatedUsers deactivated;

    /** @param directory which tells whether a user may order */
    OrderService(ActorSystem<?> system, UserDirectory directory) {
        this.system = system;
        this.directory = directory;
        orders = new Orders(system);
        var database = Database.get(system);
        deactivated = new DeactivatedUsers(database, CurrentReplica.of(system));
        api = new OrderApi(
                orders,
                directory,
                new OrderQuery(database),
                new PageTokens(new PageTokenKey(database)),
                Clock.systemUTC());
    }

    @Override
    public List<GrpcService> apis() {
        var descriptor = OrderOuterClass.getDescriptor().findServiceByName("OrderService");
        return List.of(GrpcService.of(descriptor, OrderServicePowerApi.class, api));
    }

    @Override
    public CompletionStage<Set<String>> deactivated(Set<String> subjects) {
        return deactivated.among(subjects);
    }

    @Override
    public Set<String> start() {
        orders.start();
        Projections.exactlyOnce(system, OrderProjections.LIST, OrderEvent.class, new OrderView());
        OpenOrders.start(system, orders, directory, CurrentReplica.of(system));
        UserEventsConsumer.start(system);
        Publishing.start(system, OrderProjections.PUBLISHER, OrderEvent.class, new OrderEvents());
        Audit.get(system)
                .follow(
                        Order.TYPE.name(),
                        OrderEvent.class,
                        OrderEvent::metadata,
                        event -> "order.Order/" + event.entityId());
        return Set.of(Order.TYPE.name());
    }
}
