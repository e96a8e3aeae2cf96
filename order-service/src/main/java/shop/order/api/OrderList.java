package shop.order.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.OrderStatus;
import shop.order.domain.OrderDetails;
import shop.order.query.OrderFilter;
import shop.order.query.OrderQuery;
import shop.platform.grpc.PageToken;
import shop.platform.grpc.PageTokens;
import shop.platform.query.Page;

/** {@code ListOrders}: pages through the read model. */
final class OrderList {
    static final int SIZE_DEFAULT = 50;
    static final int SIZE_MAX = 1000;

    private final OrderQuery query;
    private final PageTokens tokens;

    OrderList(OrderQuery query, PageTokens tokens) {
        this.query = query;
        this.tokens = tokens;
    }

    CompletionStage<ListOrdersResponse> page(ListOrdersRequest in) {
        return tokens.of(in.toBuilder().clearPageSize().clearPageToken().build())
                .thenCompose(token -> page(in, token));
    }

    private CompletionStage<ListOrdersResponse> page(ListOrdersRequest in, PageToken token) {
        var validation = new Validation();
        var size = validation.between("page_size", in.getPageSize(), 0, SIZE_MAX);
        var filter = new OrderFilter(
                Validation.present(in.getUserId()).map(userId -> validation.userId("user_id", userId)),
                status(in.getStatus(), validation));
        var after = token.position(in.getPageToken(), validation);
        validation.orThrow();

        return query.page(filter, after, size == 0 ? SIZE_DEFAULT : size).thenApply(page -> response(page, token));
    }

    private static ListOrdersResponse response(Page<OrderDetails> page, PageToken token) {
        var response = ListOrdersResponse.newBuilder();
        page.items().forEach(order -> response.addOrders(Messages.order(order)));
        page.next().ifPresent(next -> response.setNextPageToken(token.at(next)));
        return response.build();
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
