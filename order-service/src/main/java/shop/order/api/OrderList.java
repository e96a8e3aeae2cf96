package shop.order.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.OrderStatus;
import shop.order.domain.OrderDetails;
import shop.order.query.OrderFilter;
import shop.order.query.OrderQuery;
import shop.platform.grpc.PageTokens;
import shop.platform.grpc.PagedList;
import shop.platform.query.Page;
import shop.platform.query.Position;

/** {@code ListOrders}: pages through the read model. */
final class OrderList extends PagedList<ListOrdersRequest, Validation, OrderFilter, OrderDetails, ListOrdersResponse> {
    private final OrderQuery query;

    OrderList(OrderQuery query, PageTokens tokens) {
        super(tokens, Validation::new);
        this.query = query;
    }

    @Override
    protected OrderFilter filter(ListOrdersRequest in, Validation validation) {
        return new OrderFilter(
                Validation.present(in.getUserId()).map(userId -> validation.userId("user_id", userId)),
                status(in.getStatus(), validation));
    }

    @Override
    protected CompletionStage<Page<OrderDetails>> read(OrderFilter filter, Optional<Position> after, int size) {
        return query.page(filter, after, size);
    }

    @Override
    protected ListOrdersResponse response(List<OrderDetails> orders, String nextToken) {
        return ListOrdersResponse.newBuilder()
                .addAllOrders(orders.stream().map(Messages::order).toList())
                .setNextPageToken(nextToken)
                .build();
    }

    private static Optional<shop.order.domain.OrderStatus> status(OrderStatus status, Validation validation) {
        return switch (status) {
            case ORDER_STATUS_UNSPECIFIED -> Optional.empty();
            case ORDER_STATUS_PENDING -> Optional.of(shop.order.domain.OrderStatus.PENDING);
            case ORDER_STATUS_CONFIRMED -> Optional.of(shop.order.domain.OrderStatus.CONFIRMED);
            case ORDER_STATUS_SHIPPED -> Optional.of(shop.order.domain.OrderStatus.SHIPPED);
            case ORDER_STATUS_DELIVERED -> Optional.of(shop.order.domain.OrderStatus.DELIVERED);
            case ORDER_STATUS_REJECTED -> Optional.of(shop.order.domain.OrderStatus.REJECTED);
            case ORDER_STATUS_CANCELLED -> Optional.of(shop.order.domain.OrderStatus.CANCELLED);
            case UNRECOGNIZED -> {
                validation.that(false, "status", "unknown (expected: a value of OrderStatus)");
                yield Optional.empty();
            }
        };
    }
}
