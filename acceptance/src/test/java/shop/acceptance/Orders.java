package shop.acceptance;

import com.google.type.Money;
import java.util.UUID;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.OrderLine;

/** Orders to place. */
final class Orders {
    static final Money PRICE = Money.newBuilder()
            .setCurrencyCode("EUR")
            .setUnits(4)
            .setNanos(500_000_000)
            .build();

    private Orders() {}

    /** Two pieces of one product, as a request of its own. */
    static CreateOrderRequest request(String userId, String product) {
        return CreateOrderRequest.newBuilder()
                .setUserId(userId)
                .addLines(OrderLine.newBuilder()
                        .setProductId(product)
                        .setQuantity(2)
                        .setUnitPrice(PRICE))
                .setRequestId(UUID.randomUUID().toString())
                .build();
    }
}
