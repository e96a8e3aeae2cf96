package shop.order.wire;

import com.google.type.Money;
import shop.contract.order.OrderEndReason;
import shop.contract.order.OrderLine;
import shop.contract.order.Verification;
import shop.order.domain.EndReason;
import shop.order.domain.VerifiedBy;

/** The domain's values as messages. */
public final class Parts {
    private Parts() {}

    public static OrderLine line(shop.order.domain.OrderLine line) {
        return OrderLine.newBuilder()
                .setProductId(line.productId())
                .setQuantity(line.quantity())
                .setUnitPrice(money(line.unitPrice()))
                .setAmount(money(line.amount()))
                .build();
    }

    public static Money money(shop.order.domain.Money money) {
        return Money.newBuilder()
                .setCurrencyCode(money.currency())
                .setUnits(money.units())
                .setNanos(money.nanos())
                .build();
    }

    public static Verification verification(VerifiedBy by) {
        return switch (by) {
            case USER_SERVICE -> Verification.VERIFICATION_USER_SERVICE;
            case REPLICA -> Verification.VERIFICATION_REPLICA;
        };
    }

    public static OrderEndReason reason(EndReason reason) {
        return switch (reason) {
            case REQUESTED -> OrderEndReason.ORDER_END_REASON_REQUESTED;
            case USER_NOT_FOUND -> OrderEndReason.ORDER_END_REASON_USER_NOT_FOUND;
            case USER_DEACTIVATED -> OrderEndReason.ORDER_END_REASON_USER_DEACTIVATED;
            case VERIFICATION_TIMEOUT -> OrderEndReason.ORDER_END_REASON_VERIFICATION_TIMEOUT;
        };
    }
}
