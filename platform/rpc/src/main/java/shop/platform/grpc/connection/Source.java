package shop.platform.grpc.connection;

import java.util.LinkedHashSet;
import java.util.Set;

/** All connections of one network, by their use. Guarded by {@link Connections}. */
final class Source {
    final String network;
    /** Connections that count: neither guests nor those that are being closed. */
    int connections;
    /** The oldest first: no call has come yet. */
    final Set<Connection> fresh = new LinkedHashSet<>();
    /** The longest idle first. */
    final Set<Connection> resting = new LinkedHashSet<>();

    int requestsArriving;
    final int[] streams = new int[StreamKind.values().length];
    /** Connections of all kinds, guests included; without any the source is removed. */
    int open;

    Source(String network) {
        this.network = network;
    }
}
