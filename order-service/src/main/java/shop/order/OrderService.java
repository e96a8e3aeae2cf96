package shop.order;

import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.OrderServicePowerApi;
import shop.order.api.OrderApi;
import shop.order.domain.Order;
import shop.order.domain.OrderEvent;
import shop.order.domain.Orders;
import shop.order.query.OrderQuery;
import shop.order.query.OrderView;
import shop.order.users.UserDirectory;
import shop.platform.cluster.EntityRestart;
import shop.platform.grpc.GrpcService;
import shop.platform.journal.Database;
import shop.platform.node.Service;
import shop.platform.projection.Projections;

/** The service of orders. */
final class OrderService implements Service {
    private final ActorSystem<?> system;
    private final Orders orders;
    private final OrderApi api;

    /** @param directory which tells whether a user may order */
    OrderService(ActorSystem<?> system, Function<ActorSystem<?>, UserDirectory> directory) {
        this.system = system;
        orders = new Orders(system);
        api = new OrderApi(orders, directory.apply(system), new OrderQuery(Database.get(system)), Clock.systemUTC());
    }

    @Override
    public List<GrpcService> apis() {
        var descriptor = OrderOuterClass.getDescriptor().findServiceByName("OrderService");
        return List.of(GrpcService.of(descriptor, OrderServicePowerApi.class, api));
    }

    @Override
    public Set<String> start() {
        orders.start(EntityRestart.withBackoff(system));
        Projections.exactlyOnce(system, "orders", Order.TYPE.name(), OrderEvent.class, new OrderView());
        return Set.of(Order.TYPE.name());
    }
}
