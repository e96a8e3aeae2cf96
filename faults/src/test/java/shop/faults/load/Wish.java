package shop.faults.load;

import com.google.protobuf.Message;
import com.google.type.Money;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.OrderLine;
import shop.contract.order.ShipOrderRequest;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.faults.check.Kind;

/**
 * What a caller asks for.
 *
 * @param entity that it is about; of CREATE_ORDER the user, of CREATE_USER empty
 * @param label the name that a user is to have; empty: none
 * @param email empty: as it is
 * @param revision that must be current; 0: any
 */
record Wish(Kind kind, String entity, String label, String email, long revision) {
    static Wish of(Kind kind, String entity) {
        return new Wish(kind, entity, "", "", 0);
    }

    Message request(String requestId) {
        return switch (kind) {
            case CREATE_USER ->
                CreateUserRequest.newBuilder()
                        .setName(label)
                        .setEmail(email)
                        .setRequestId(requestId)
                        .build();
            case UPDATE_USER -> update(requestId);
            case DEACTIVATE_USER ->
                DeactivateUserRequest.newBuilder()
                        .setId(entity)
                        .setRevision(revision)
                        .setRequestId(requestId)
                        .build();
            case REACTIVATE_USER ->
                ReactivateUserRequest.newBuilder()
                        .setId(entity)
                        .setRevision(revision)
                        .setRequestId(requestId)
                        .build();
            case GET_USER -> GetUserRequest.newBuilder().setId(entity).build();
            case CREATE_ORDER ->
                CreateOrderRequest.newBuilder()
                        .setUserId(entity)
                        .addLines(OrderLine.newBuilder()
                                .setProductId("product")
                                .setQuantity(1)
                                .setUnitPrice(Money.newBuilder()
                                        .setCurrencyCode("EUR")
                                        .setUnits(1)))
                        .setRequestId(requestId)
                        .build();
            case CANCEL_ORDER ->
                CancelOrderRequest.newBuilder()
                        .setId(entity)
                        .setRequestId(requestId)
                        .build();
            case SHIP_ORDER ->
                ShipOrderRequest.newBuilder()
                        .setId(entity)
                        .setRequestId(requestId)
                        .build();
            case DELIVER_ORDER ->
                DeliverOrderRequest.newBuilder()
                        .setId(entity)
                        .setRequestId(requestId)
                        .build();
            case GET_ORDER -> GetOrderRequest.newBuilder().setId(entity).build();
        };
    }

    private Message update(String requestId) {
        var request = UpdateUserRequest.newBuilder()
                .setId(entity)
                .setName(label)
                .setRevision(revision)
                .setRequestId(requestId);
        return email.isEmpty() ? request.build() : request.setEmail(email).build();
    }
}
