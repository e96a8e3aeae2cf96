package shop.faults.load;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** A connection to each node; nothing is retried, not even what never left. Safe for use by several threads. */
public final class Nodes implements AutoCloseable {
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private final Map<Place, ManagedChannel> channels = new EnumMap<>(Place.class);

    public Nodes(Stack stack) {
        for (var place : Place.NODES) {
            channels.put(
                    place,
                    NettyChannelBuilder.forAddress(stack.host(place).address(), Stack.GRPC)
                            .usePlaintext()
                            .disableRetry()
                            .build());
        }
    }

    static List<Place> of(boolean orders) {
        return orders ? Place.ORDERS : Place.USERS;
    }

    /** Calls the node and waits for the answer. Fails with a {@link io.grpc.StatusRuntimeException}. */
    public <I extends Message, O extends Message> O call(
            Place place, Rpc<I, O> rpc, I request, String id, Duration deadline) {
        return call(place, rpc.descriptor(), request, id, deadline);
    }

    /** The same for a kind of call of which the types are not known. */
    @SuppressWarnings("unchecked")
    Message callAny(Place place, Rpc<?, ?> rpc, Message request, String id, Duration deadline) {
        return call(place, (MethodDescriptor<Message, Message>) rpc.descriptor(), request, id, deadline);
    }

    private <I, O> O call(Place place, MethodDescriptor<I, O> method, I request, String id, Duration deadline) {
        var headers = new Metadata();
        headers.put(REQUEST_ID, id);
        Channel channel =
                ClientInterceptors.intercept(channels.get(place), MetadataUtils.newAttachHeadersInterceptor(headers));
        var options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return ClientCalls.blockingUnaryCall(channel, method, options, request);
    }

    /** Tries at once to connect to nodes that did not answer. */
    public void reconnect() {
        channels.values().forEach(ManagedChannel::resetConnectBackoff);
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
