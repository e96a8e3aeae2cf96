package shop.order.api;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import shop.contract.order.Order;
import shop.contract.order.OrderEndReason;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderStatus;
import shop.contract.order.Verification;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderDetails;
import shop.order.domain.VerifiedBy;

/** The domain's orders as messages. */
final class Messages {
    private Messages() {}

    static Order order(OrderDetails order) {
        var message = Order.newBuilder()
                .setId(order.id())
                .setUserId(order.userId())
                .setTotal(money(order.total()))
                .setStatus(status(order.status()))
                .setCreateTime(timestamp(order.createdAt()))
                .setUpdateTime(timestamp(order.updatedAt()))
                .setRevision(order.revision());
        order.lines().forEach(line -> message.addLines(line(line)));
        order.verification().ifPresent(found -> message.setVerification(verification(found.by())));
        order.endReason().ifPresent(reason -> message.setEndReason(reason(reason)));
        return message.build();
    }

    private static OrderLine line(shop.order.domain.OrderLine line) {
        return OrderLine.newBuilder()
                .setProductId(line.productId())
                .setQuantity(line.quantity())
                .setUnitPrice(money(line.unitPrice()))
                .setAmount(money(line.amount()))
                .build();
    }

    private static com.google.type.Money money(Money money) {
        return com.google.type.Money.newBuilder()
                .setCurrencyCode(money.currency())
                .setUnits(money.units())
                .setNanos(money.nanos())
                .build();
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

    private static Verification verification(VerifiedBy by) {
        return switch (by) {
            case USER_SERVICE -> Verification.VERIFICATION_USER_SERVICE;
            case REPLICA -> Verification.VERIFICATION_REPLICA;
        };
    }

    private static OrderEndReason reason(EndReason reason) {
        return switch (reason) {
            case REQUESTED -> OrderEndReason.ORDER_END_REASON_REQUESTED;
            case USER_NOT_FOUND -> OrderEndReason.ORDER_END_REASON_USER_NOT_FOUND;
            case USER_DEACTIVATED -> OrderEndReason.ORDER_END_REASON_USER_DEACTIVATED;
            case VERIFICATION_TIMEOUT -> OrderEndReason.ORDER_END_REASON_VERIFICATION_TIMEOUT;
        };
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
