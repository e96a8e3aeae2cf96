package shop.order.api;

import shop.contract.order.Order;
import shop.contract.order.OrderStatus;
import shop.order.domain.OrderDetails;
import shop.order.wire.Parts;
import shop.platform.call.Timestamps;

/** The domain's orders as messages. */
final class Messages {
    private Messages() {}

    static Order order(OrderDetails order) {
        var message = Order.newBuilder()
                .setId(order.id())
                .setUserId(order.userId())
                .setTotal(Parts.money(order.total()))
                .setStatus(status(order.status()))
                .setCreateTime(Timestamps.of(order.createdAt()))
                .setUpdateTime(Timestamps.of(order.updatedAt()))
                .setRevision(order.revision());
        order.lines().forEach(line -> message.addLines(Parts.line(line)));
        order.verification().ifPresent(found -> message.setVerification(Parts.verification(found.by())));
        order.endReason().ifPresent(reason -> message.setEndReason(Parts.reason(reason)));
        return message.build();
    }

    private static OrderStatus status(shop.order.domain.OrderStatus status) {
        return switch (status) {
            case PENDING -> OrderStatus.ORDER_STATUS_PENDING;
            case CONFIRMED -> OrderStatus.ORDER_STATUS_CONFIRMED;
            case SHIPPED -> OrderStatus.ORDER_STATUS_SHIPPED;
            case DELIVERED -> OrderStatus.ORDER_STATUS_DELIVERED;
            case REJECTED -> OrderStatus.ORDER_STATUS_REJECTED;
            case CANCELLED -> OrderStatus.ORDER_STATUS_CANCELLED;
        };
    }
}
