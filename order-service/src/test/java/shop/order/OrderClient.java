package shop.order;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;

/** A plain gRPC client of {@code order.OrderService}; every call has 30 s, but a watch as long as it lasts. */
final class OrderClient implements AutoCloseable {
    private final ManagedChannel channel;

    OrderClient(int port, ClientInterceptor... interceptors) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .intercept(interceptors)
                .build();
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
        var method =
                method(MethodDescriptor.MethodType.SERVER_STREAMING, "WatchOrder", request, Order.getDefaultInstance());
        return ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private <I extends Message, O extends Message> O call(String name, I request, O response) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method(MethodDescriptor.MethodType.UNARY, name, request, response),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                request);
    }

    @SuppressWarnings("unchecked") // the default instance of a message's class is of that class
    private static <I extends Message, O extends Message> MethodDescriptor<I, O> method(
            MethodDescriptor.MethodType type, String name, I request, O response) {
        return MethodDescriptor.<I, O>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("order.OrderService", name))
                .setRequestMarshaller(ProtoUtils.marshaller((I) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }
}
