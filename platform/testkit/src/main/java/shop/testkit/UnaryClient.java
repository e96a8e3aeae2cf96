package shop.testkit;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** A plain gRPC client of one service on loopback; every call has 30 s. */
public class UnaryClient implements AutoCloseable {
    private final String service;
    private final ManagedChannel channel;

    /** @param service full name, such as {@code catalog.CatalogService} */
    public UnaryClient(String service, int port, ClientInterceptor... interceptors) {
        this.service = service;
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .intercept(interceptors)
                .build();
    }

    protected final ManagedChannel channel() {
        return channel;
    }

    /** @param response default instance of the answer */
    @SuppressWarnings("unchecked") // the default instance of a message's class is of that class
    protected final <I extends Message, O extends Message> O call(String method, I request, O response) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method(MethodDescriptor.MethodType.UNARY, method, (I) request.getDefaultInstanceForType(), response),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                request);
    }

    protected final <I extends Message, O extends Message> MethodDescriptor<I, O> method(
            MethodDescriptor.MethodType type, String method, I request, O response) {
        return MethodDescriptor.<I, O>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
