package shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.type.Money;
import com.typesafe.config.Config;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.ShipOrderRequest;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.node.Node;
import shop.testkit.AuditPromises;

/** What is said of every service's audit, and of the calls that only orders have. */
class OrderAuditIT extends AuditPromises {
    OrderAuditIT() {
        super(OrderOuterClass.getDescriptor().findServiceByName("OrderService"), "order.Order", "CreateOrder");
    }

    @Override
    protected Node start(Config config) {
        return Node.start(
                config,
                "db/order",
                system -> new OrderService(
                        system,
                        (userId, call) -> CompletableFuture.completedFuture(
                                new UserStanding.Active(1, VerifiedBy.USER_SERVICE))));
    }

    @Override
    protected Message request(String method) {
        if (method.equals("CreateOrder")) {
            return create();
        }
        if (method.equals("ListOrders")) {
            return ListOrdersRequest.getDefaultInstance();
        }
        var order = made("CreateOrder", create(), admin()).id();
        if (method.equals("DeliverOrder")) {
            made("ShipOrder", ShipOrderRequest.newBuilder().setId(order).build(), admin());
        }
        var type = method(method).getInputType();
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("id"), order)
                .build();
    }

    @Test
    void repetitionsAndRefusalsHaveAnEntryEach() throws Exception {
        var create =
                create().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
        var first = made("CreateOrder", create, admin());
        var ship = ShipOrderRequest.newBuilder().setId(first.id()).build();
        var cancel = CancelOrderRequest.newBuilder().setId(first.id()).build();
        var another = callers().token(UUID.randomUUID().toString());

        assertThat(outcomes(
                        first,
                        made("CreateOrder", create, admin()),
                        made("CreateOrder", create.toBuilder().setUserId(BOB).build(), admin()),
                        made("CreateOrder", create.toBuilder().clearLines().build(), admin()),
                        made("CreateOrder", create, bob()),
                        made("ShipOrder", ship, admin()),
                        made("ShipOrder", ship, admin()),
                        made("CancelOrder", cancel, bob()),
                        made("CancelOrder", cancel, another)))
                .containsExactly(
                        "OK",
                        "OK",
                        "OK",
                        "INVALID_ARGUMENT INVALID_REQUEST",
                        "PERMISSION_DENIED PRICE_NOT_YOURS",
                        "OK",
                        "FAILED_PRECONDITION ORDER_STATUS",
                        "FAILED_PRECONDITION ORDER_STATUS",
                        "NOT_FOUND ORDER_NOT_FOUND");
    }

    private static CreateOrderRequest create() {
        return CreateOrderRequest.newBuilder()
                .setUserId(BOB)
                .addLines(OrderLine.newBuilder()
                        .setProductId("book")
                        .setQuantity(1)
                        .setUnitPrice(Money.newBuilder().setCurrencyCode("EUR").setUnits(7)))
                .build();
    }
}
