package shop.platform.grpc.connection;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import io.opentelemetry.api.metrics.LongCounter;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/**
 * The connections to the API's port of an actor system. A source, which is an address or an IPv6 /64, has a share of
 * them. When there is no room, the connection that has been idle longest is closed, first those that never made a call;
 * when all have calls, the new one is a guest, which may only ask for the node's health, and for which an older guest
 * may be closed. So health checks are always answered, whatever others hold. Thread-safe; every step takes the time of
 * a look-up, except when the whole node is full.
 */
public final class Connections implements Extension {
    private static final AbstractExtensionId<Connections> ID = new AbstractExtensionId<>() {
        @Override
        public Connections createExtension(ExtendedActorSystem system) {
            LongCounter rejections = Telemetry.get(Adapter.toTyped(system)).counter(Metric.CONNECTIONS_REJECTED);
            return new Connections(system.settings().config(), rejections);
        }
    };

    private final ConnectionSettings settings;
    private final StreamSettings[] streamSettings;
    private final Map<InetSocketAddress, Connection> open = new ConcurrentHashMap<>();
    private final Map<String, Source> sources = new HashMap<>();
    private final Set<Connection> guests = new LinkedHashSet<>();
    private final int[] streams = new int[StreamKind.values().length];
    private final LongCounter rejections;
    private int counted;
    private int requestsArriving;
    private volatile boolean guarding;

    private Connections(Config config, LongCounter rejections) {
        this.rejections = rejections;
        for (Rejection reason : Rejection.values()) {
            rejections.add(0, reason.attributes); // so that the metric exists before the first one
        }
        settings = ConnectionSettings.of(config);
        streamSettings = Stream.of(StreamKind.values())
                .map(kind -> StreamSettings.of(config, kind))
                .toArray(StreamSettings[]::new);
    }

    /** Returns the connections of the system. */
    public static Connections of(ClassicActorSystemProvider system) {
        return ID.get(system.classicSystem());
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** Counts a connection that the node closes. */
    void rejected(Rejection reason) {
        rejections.add(1, reason.attributes);
    }

    void guard() {
        guarding = true;
    }

    /** Returns whether the server's connections pass here. */
    public boolean isGuarding() {
        return guarding;
    }

    /** Returns the connection of a request. */
    public Optional<Connection> of(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(remote -> remote.getAddress().map(ip -> new InetSocketAddress(ip, remote.getPort())))
                .map(open::get);
    }

    /** Returns an engine for an encrypted connection, whose plain bytes are inspected. */
    public SSLEngine guarded(SSLEngine engine) {
        return GuardedEngine.around(engine, this);
    }

    /** Returns the number of connections, guests included. */
    public int count() {
        return open.size();
    }

    /** @param end closes the connection; must not block */
    synchronized Connection open(InetSocketAddress remote, Runnable end) {
        Source source = sources.computeIfAbsent(Networks.of(remote.getAddress()), Source::new);
        var connection = new Connection(this, remote, source, end);
        open.put(remote, connection);
        source.open++;
        if (hasRoom(source)) {
            counted++;
            source.connections++;
            source.fresh.add(connection);
        } else {
            connection.guest = true;
            guests.add(connection);
            if (guests.size() > settings.reserve()) {
                end(guests.iterator());
            }
        }
        return connection;
    }

    private boolean hasRoom(Source source) {
        return (source.connections < settings.perSource() || evict(source))
                && (counted < settings.most()
                        || largestWithIdle().map(this::evict).orElse(false));
    }

    private Optional<Source> largestWithIdle() {
        return sources.values().stream()
                .filter(source -> !source.fresh.isEmpty() || !source.resting.isEmpty())
                .max(Comparator.comparingInt(source -> source.connections));
    }

    private boolean evict(Source source) {
        var idle = source.fresh.isEmpty() ? source.resting : source.fresh;
        if (idle.isEmpty()) {
            return false;
        }
        counted--;
        source.connections--;
        end(idle.iterator());
        return true;
    }

    private void end(Iterator<Connection> first) {
        Connection connection = first.next();
        first.remove();
        rejected(Rejection.NO_ROOM);
        connection.ending = true;
        connection.end.run();
    }

    synchronized void closed(Connection connection) {
        Source source = connection.source;
        connection.closed = true;
        open.remove(connection.remote, connection);
        guests.remove(connection);
        source.fresh.remove(connection);
        source.resting.remove(connection);
        if (!connection.guest && !connection.ending) {
            counted--;
            source.connections--;
        }
        source.open--;
        forget(source);
    }

    /** A source's slots outlive its connections by a moment. */
    private void forget(Source source) {
        if (source.open == 0
                && source.requestsArriving == 0
                && Stream.of(StreamKind.values()).allMatch(kind -> source.streams[kind.ordinal()] == 0)) {
            sources.remove(source.network, source);
        }
    }

    synchronized void begin(Connection connection) {
        if (connection.calls++ == 0) {
            connection.source.fresh.remove(connection);
            connection.source.resting.remove(connection);
        }
    }

    synchronized void end(Connection connection) {
        if (--connection.calls == 0 && !connection.closed && !connection.guest && !connection.ending) {
            connection.source.resting.add(connection);
        }
    }

    /** Returns the source whose share a request takes; a source that holds slots is kept. */
    private Source source(Connection connection) {
        return sources.computeIfAbsent(connection.network, Source::new);
    }

    synchronized boolean tryArrive(Connection connection) {
        Source source = source(connection);
        if (requestsArriving >= settings.requestsArriving()
                || source.requestsArriving >= settings.requestsArrivingPerSource()) {
            forget(source);
            return false;
        }
        requestsArriving++;
        source.requestsArriving++;
        return true;
    }

    synchronized void arrived(Connection connection) {
        Source source = source(connection);
        requestsArriving--;
        source.requestsArriving--;
        forget(source);
    }

    synchronized boolean tryStream(Connection connection, StreamKind kind) {
        int i = kind.ordinal();
        Source source = source(connection);
        if (connection.carrier.streams[i] >= streamSettings[i].perConnection()
                || source.streams[i] >= streamSettings[i].perSource()
                || streams[i] >= streamSettings[i].most()) {
            forget(source);
            return false;
        }
        streams[i]++;
        connection.carrier.streams[i]++;
        source.streams[i]++;
        begin(connection.carrier);
        return true;
    }

    synchronized void streamed(Connection connection, StreamKind kind) {
        int i = kind.ordinal();
        Source source = source(connection);
        streams[i]--;
        connection.carrier.streams[i]--;
        source.streams[i]--;
        end(connection.carrier);
        forget(source);
    }
}
