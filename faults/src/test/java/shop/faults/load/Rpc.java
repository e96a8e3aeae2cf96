package shop.faults.load;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.ShipOrderRequest;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.faults.check.Kind;

/** A call of the contract. */
public record Rpc<I extends Message, O extends Message>(MethodDescriptor<I, O> descriptor) {
    public static final Rpc<ListUsersRequest, ListUsersResponse> LIST_USERS = of(
            "user.UserService/ListUsers",
            ListUsersRequest.getDefaultInstance(),
            ListUsersResponse.getDefaultInstance());
    public static final Rpc<ListOrdersRequest, ListOrdersResponse> LIST_ORDERS = of(
            "order.OrderService/ListOrders",
            ListOrdersRequest.getDefaultInstance(),
            ListOrdersResponse.getDefaultInstance());

    static Rpc<? extends Message, ? extends Message> of(Kind kind) {
        return switch (kind) {
            case CREATE_USER -> user("CreateUser", CreateUserRequest.getDefaultInstance());
            case UPDATE_USER -> user("UpdateUser", UpdateUserRequest.getDefaultInstance());
            case DEACTIVATE_USER -> user("DeactivateUser", DeactivateUserRequest.getDefaultInstance());
            case REACTIVATE_USER -> user("ReactivateUser", ReactivateUserRequest.getDefaultInstance());
            case GET_USER -> user("GetUser", GetUserRequest.getDefaultInstance());
            case CREATE_ORDER -> order("CreateOrder", CreateOrderRequest.getDefaultInstance());
            case CANCEL_ORDER -> order("CancelOrder", CancelOrderRequest.getDefaultInstance());
            case SHIP_ORDER -> order("ShipOrder", ShipOrderRequest.getDefaultInstance());
            case DELIVER_ORDER -> order("DeliverOrder", DeliverOrderRequest.getDefaultInstance());
            case GET_ORDER -> order("GetOrder", GetOrderRequest.getDefaultInstance());
        };
    }

    private static <I extends Message> Rpc<I, User> user(String method, I request) {
        return of("user.UserService/" + method, request, User.getDefaultInstance());
    }

    private static <I extends Message> Rpc<I, Order> order(String method, I request) {
        return of("order.OrderService/" + method, request, Order.getDefaultInstance());
    }

    private static <I extends Message, O extends Message> Rpc<I, O> of(String method, I request, O answer) {
        return new Rpc<>(MethodDescriptor.<I, O>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build());
    }
}
