package shop.platform.grpc.connection;

import akka.http.javadsl.model.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One connection to the API's port. Thread-safe; guarded by {@link Connections}. */
public final class Connection {
    /** The connection that a request came by. */
    public static final AttributeKey<Connection> KEY = AttributeKey.create("shop-connection", Connection.class);

    private final Connections all;
    final InetSocketAddress remote;
    final Source source;
    final Runnable end;
    final int[] streams = new int[StreamKind.values().length];
    /** Itself, or the edge's connection that carries a caller's requests. */
    final Connection carrier;
    /** The source whose share requests and streams take. */
    final String network;

    boolean guest;
    boolean ending;
    boolean closed;
    int calls;

    Connection(Connections all, InetSocketAddress remote, Source source, Runnable end) {
        this.all = all;
        this.remote = remote;
        this.source = source;
        this.end = end;
        carrier = this;
        network = source.network;
    }

    private Connection(Connection carrier, String network) {
        all = carrier.all;
        remote = carrier.remote;
        source = carrier.source;
        end = carrier.end;
        this.carrier = carrier;
        this.network = network;
    }

    /**
     * Returns the same connection for the requests of this caller, who has its own share: a proxy's callers do not
     * share one.
     */
    public Connection carrying(InetAddress caller) {
        return new Connection(carrier, Networks.of(caller));
    }

    /** Whether there was no room for it, so that it may ask for the node's health and nothing else. */
    public boolean isGuest() {
        return carrier.guest;
    }

    /** Records that a call or a stream has begun; until its end the connection is not closed for another. */
    public void begin() {
        all.begin(carrier);
    }

    /** Records that one of them has ended. */
    public void end() {
        all.end(carrier);
    }

    /** Takes a slot for a request whose body has not fully arrived; returns whether there was one. */
    public boolean tryArrive() {
        return all.tryArrive(this);
    }

    /** Gives that slot back. */
    public void arrived() {
        all.arrived(this);
    }

    /** Takes a slot for a stream; returns whether this connection, its source and the node had one. */
    public boolean tryStream(StreamKind kind) {
        return all.tryStream(this, kind);
    }

    /** Gives that slot back. */
    public void streamed(StreamKind kind) {
        all.streamed(this, kind);
    }
}
