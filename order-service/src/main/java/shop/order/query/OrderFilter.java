package shop.order.query;

import java.util.Optional;
import shop.order.domain.OrderStatus;

/** Which orders to list; what is empty does not restrict. */
public record OrderFilter(Optional<String> userId, Optional<OrderStatus> status) {}
