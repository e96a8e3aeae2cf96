package shop.order;

import java.util.List;
import shop.order.domain.Order;
import shop.order.domain.OrderEvent;
import shop.order.domain.OrderState;
import shop.platform.history.EntityHistory;
import shop.platform.history.HistoryCatalog;

/** Of what the events can be looked at. */
public final class OrderHistories implements HistoryCatalog {
    @Override
    public List<EntityHistory<?, ?>> all() {
        return List.of(new EntityHistory<>(
                "order",
                "order.Order",
                Order.TYPE.name(),
                OrderEvent.class,
                OrderEvent::metadata,
                OrderState::absent,
                (state, event) -> event.fold(state),
                OrderState::details));
    }
}
