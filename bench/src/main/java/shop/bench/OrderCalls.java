package shop.bench;

import com.google.type.Money;
import io.grpc.MethodDescriptor;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderService;
import shop.contract.order.OrderStatus;

/** The calls of order.OrderService that are measured. */
final class OrderCalls {
    private static final MethodDescriptor<GetOrderRequest, Order> GET_ORDER = Operation.unary(
            OrderService.name, "GetOrder", GetOrderRequest.getDefaultInstance(), Order.getDefaultInstance());
    private static final MethodDescriptor<CreateOrderRequest, Order> CREATE_ORDER = Operation.unary(
            OrderService.name, "CreateOrder", CreateOrderRequest.getDefaultInstance(), Order.getDefaultInstance());

    private static final CreateOrderRequest TWO_LINES = CreateOrderRequest.newBuilder()
            .addLines(line("bench-product-1", 2, 19, 990_000_000))
            .addLines(line("bench-product-2", 1, 5, 500_000_000))
            .build();

    private OrderCalls() {}

    /**
     * Places orders of {@code workingSet} of the users, who must be known to order-service as active: a right answer is a
     * CONFIRMED order. Remembers those acknowledged, and who confirmed them.
     */
    static Operation<CreateOrderRequest, Order> create(
            Acknowledged users, int workingSet, Acknowledged created, Confirmations confirmations) {
        return new Operation<>(
                CREATE_ORDER,
                () -> TWO_LINES.toBuilder().setUserId(users.any(workingSet)).build(),
                (request, order) -> {
                    if (order.getId().isEmpty() || !order.getUserId().equals(request.getUserId())) {
                        return false;
                    }
                    created.add(order.getId());
                    confirmations.count(order.getVerification());
                    return order.getStatus() == OrderStatus.ORDER_STATUS_CONFIRMED;
                });
    }

    /** Reads {@code workingSet} of the orders placed so far, each as often as any other. */
    static Operation<GetOrderRequest, Order> get(Acknowledged created, int workingSet) {
        return new Operation<>(
                GET_ORDER,
                () -> GetOrderRequest.newBuilder()
                        .setId(created.any(workingSet))
                        .build(),
                (request, order) -> order.getId().equals(request.getId()));
    }

    private static OrderLine line(String product, int quantity, long units, int nanos) {
        return OrderLine.newBuilder()
                .setProductId(product)
                .setQuantity(quantity)
                .setUnitPrice(Money.newBuilder()
                        .setCurrencyCode("EUR")
                        .setUnits(units)
                        .setNanos(nanos))
                .build();
    }
}
