package shop.acceptance;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.UUID;

/** A client of one node, by gRPC and by JSON, as anybody could write it. Safe for use by several threads. */
final class Shop implements AutoCloseable {
    private final JsonClient json;
    private final ManagedChannel channel;

    Shop(URI node) {
        json = new JsonClient(node);
        channel = NettyChannelBuilder.forAddress(node.getHost(), node.getPort())
                .usePlaintext()
                .build();
    }

    /** JSON over HTTP. */
    JsonClient json() {
        return json;
    }

    /** Plain gRPC, for stubs of any kind. */
    ManagedChannel channel() {
        return channel;
    }

    /** An address that no other test uses. */
    static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.com";
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
