package shop.acceptance;

import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.UUID;

/** A client of one node, by gRPC and by JSON, as anybody could write it. Safe for use by several threads. */
final class Shop implements AutoCloseable {
    private final JsonClient json;
    private final ManagedChannel channel;

    Shop(Access access, URI node) {
        json = access.json(node);
        channel = access.channel(node.getPort());
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
