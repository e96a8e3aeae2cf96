package shop.acceptance;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;

/** The calls of the contract, for clients that know gRPC and nothing else of ours. */
record Rpc<I extends Message, O extends Message>(MethodDescriptor<I, O> descriptor) {
    static final Rpc<CreateUserRequest, User> CREATE_USER =
            user("CreateUser", CreateUserRequest.getDefaultInstance(), User.getDefaultInstance());
    static final Rpc<GetUserRequest, User> GET_USER =
            user("GetUser", GetUserRequest.getDefaultInstance(), User.getDefaultInstance());
    static final Rpc<UpdateUserRequest, User> UPDATE_USER =
            user("UpdateUser", UpdateUserRequest.getDefaultInstance(), User.getDefaultInstance());
    static final Rpc<ListUsersRequest, ListUsersResponse> LIST_USERS =
            user("ListUsers", ListUsersRequest.getDefaultInstance(), ListUsersResponse.getDefaultInstance());
    static final Rpc<DeactivateUserRequest, User> DEACTIVATE_USER =
            user("DeactivateUser", DeactivateUserRequest.getDefaultInstance(), User.getDefaultInstance());
    static final Rpc<ReactivateUserRequest, User> REACTIVATE_USER =
            user("ReactivateUser", ReactivateUserRequest.getDefaultInstance(), User.getDefaultInstance());

    static final Rpc<CreateOrderRequest, Order> CREATE_ORDER =
            order("CreateOrder", CreateOrderRequest.getDefaultInstance(), Order.getDefaultInstance());
    static final Rpc<GetOrderRequest, Order> GET_ORDER =
            order("GetOrder", GetOrderRequest.getDefaultInstance(), Order.getDefaultInstance());
    static final Rpc<ListOrdersRequest, ListOrdersResponse> LIST_ORDERS =
            order("ListOrders", ListOrdersRequest.getDefaultInstance(), ListOrdersResponse.getDefaultInstance());
    static final Rpc<ShipOrderRequest, Order> SHIP_ORDER =
            order("ShipOrder", ShipOrderRequest.getDefaultInstance(), Order.getDefaultInstance());
    static final Rpc<DeliverOrderRequest, Order> DELIVER_ORDER =
            order("DeliverOrder", DeliverOrderRequest.getDefaultInstance(), Order.getDefaultInstance());
    static final Rpc<WatchOrderRequest, Order> WATCH_ORDER = new Rpc<>(descriptor(
            MethodType.SERVER_STREAMING,
            "order.OrderService/WatchOrder",
            WatchOrderRequest.getDefaultInstance(),
            Order.getDefaultInstance()));

    private static <I extends Message, O extends Message> Rpc<I, O> user(String method, I request, O answer) {
        return new Rpc<>(descriptor(MethodType.UNARY, "user.UserService/" + method, request, answer));
    }

    private static <I extends Message, O extends Message> Rpc<I, O> order(String method, I request, O answer) {
        return new Rpc<>(descriptor(MethodType.UNARY, "order.OrderService/" + method, request, answer));
    }

    private static <I extends Message, O extends Message> MethodDescriptor<I, O> descriptor(
            MethodType type, String method, I request, O answer) {
        return MethodDescriptor.<I, O>newBuilder()
                .setType(type)
                .setFullMethodName(method)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }
}
