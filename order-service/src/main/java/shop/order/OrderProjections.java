package shop.order;

import java.util.List;
import shop.order.domain.Order;
import shop.order.messaging.OrderEvents;
import shop.order.messaging.UserEventsConsumer;
import shop.order.process.OpenOrders;
import shop.platform.messaging.TopicPublisher;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.ProjectionCatalog;
import shop.platform.projection.Resettable;

/** What follows the events of orders and users and can start over. The names must never change: offsets are stored under them. */
public final class OrderProjections implements ProjectionCatalog {
    static final JournalProjection LIST = JournalProjection.filling("orders", Order.TYPE.name(), "orders");
    static final TopicPublisher PUBLISHER =
            TopicPublisher.of("order-events-publisher", Order.TYPE.name(), OrderEvents.TOPIC);

    @Override
    public List<Resettable> all() {
        return List.of(LIST, OpenOrders.PROJECTION, PUBLISHER, UserEventsConsumer.DECLARED);
    }
}
