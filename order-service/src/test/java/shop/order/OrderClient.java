package shop.order;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;
import shop.testkit.UnaryClient;

/** A client of {@code order.OrderService}; a watch lasts as long as it lasts. */
final class OrderClient extends UnaryClient {
    OrderClient(int port, ClientInterceptor... interceptors) {
        super("order.OrderService", port, interceptors);
    }

    Order create(CreateOrderRequest request) {
        return call("CreateOrder", request, Order.getDefaultInstance());
    }

    Order get(String id) {
        return call("GetOrder", GetOrderRequest.newBuilder().setId(id).build(), Order.getDefaultInstance());
    }

    Order cancel(CancelOrderRequest request) {
        return call("CancelOrder", request, Order.getDefaultInstance());
    }

    Order ship(ShipOrderRequest request) {
        return call("ShipOrder", request, Order.getDefaultInstance());
    }

    Order deliver(DeliverOrderRequest request) {
        return call("DeliverOrder", request, Order.getDefaultInstance());
    }

    ListOrdersResponse list(ListOrdersRequest request) {
        return call("ListOrders", request, ListOrdersResponse.getDefaultInstance());
    }

    Iterator<Order> watch(String id) {
        var request = WatchOrderRequest.newBuilder().setId(id).build();
        var method = method(
                MethodDescriptor.MethodType.SERVER_STREAMING,
                "WatchOrder",
                WatchOrderRequest.getDefaultInstance(),
                Order.getDefaultInstance());
        return ClientCalls.blockingServerStreamingCall(channel(), method, CallOptions.DEFAULT, request);
    }
}
