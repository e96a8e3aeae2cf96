package shop.platform.grpc;

import akka.grpc.javadsl.BytesEntry;
import akka.grpc.javadsl.Metadata;
import akka.grpc.javadsl.MetadataBuilder;
import akka.grpc.javadsl.MetadataEntry;
import akka.grpc.javadsl.StringEntry;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.japi.Pair;
import akka.util.ByteString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.platform.call.Deadline;
import shop.platform.grpc.connection.Connection;
import shop.platform.telemetry.TraceParent;
import shop.platform.tls.PeerIdentity;

/**
 * What is known about a call besides its message: the caller's metadata, method, deadline, request id, and attachments
 * of interceptors. A service implementation gets it as the {@link Metadata} of the power API; see {@link
 * #of(Metadata)}. Immutable.
 */
public final class CallContext implements Metadata {

    /**
     * The name of an attachment. Two keys are the same only when they are the same object.
     *
     * @param <T> type of the value
     */
    public static final class Key<T> {

        private final String name;

        private Key(String name) {
            this.name = name;
        }

        /** Returns a new key; the name only serves to tell keys apart in messages. */
        public static <T> Key<T> named(String name) {
            return new Key<>(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String BINARY = "-bin";

    private static final Key<PeerIdentity> PEER = Key.named("peer");
    private static final Key<InetAddress> SOURCE = Key.named("source");
    private static final Key<Connection> CONNECTION = Key.named("connection");
    private static final Key<Context> TRACE = Key.named("trace");

    private record Attachment(Key<?> key, Object value, Attachment next) {}

    private final RpcMethod method;
    private final Metadata metadata;
    /** Names of all headers, in lower case: searching them is cheaper than the metadata's map. */
    private final List<String> names;

    private final String requestId;
    private final Deadline deadline;
    private final Attachment attachments;

    private CallContext(
            RpcMethod method,
            Metadata metadata,
            List<String> names,
            String requestId,
            Deadline deadline,
            Attachment attachments) {
        this.method = method;
        this.metadata = metadata;
        this.names = names;
        this.requestId = requestId;
        this.deadline = deadline;
        this.attachments = attachments;
    }

    /** Returns the context of a call, without attachments. */
    public static CallContext create(RpcMethod method, Metadata metadata, String requestId, Deadline deadline) {
        return new CallContext(method, metadata, names(metadata), requestId, deadline, null);
    }

    private static List<String> names(Metadata metadata) {
        return metadata.asList().stream().map(Pair::first).toList();
    }

    /** Returns the context of a call that arrives now. */
    public static CallContext arriving(RpcMethod method, HttpRequest request, String requestId, Deadline deadline) {
        List<String> names = new ArrayList<>();
        List<HttpHeader> headers = new ArrayList<>();
        request.getHeaders().forEach(header -> {
            if (isMetadata(header)) {
                names.add(header.lowercaseName());
                headers.add(header);
            }
        });
        CallContext bare =
                new CallContext(method, MetadataBuilder.fromHeaders(headers), names, requestId, deadline, null);
        CallContext plain = request.getAttribute(Connection.KEY)
                .map(connection -> bare.with(CONNECTION, connection))
                .orElse(bare);
        CallContext context = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(source -> plain.with(SOURCE, source))
                .orElse(plain);
        return request.getAttribute(AttributeKeys.sslSession)
                .flatMap(tls -> PeerIdentity.of(tls.getSession()))
                .map(peer -> context.with(PEER, peer))
                .orElse(context);
    }

    /**
     * Binary metadata is base64. Some proxies' headers only have such a name and are not metadata; reading all of it
     * would fail.
     */
    private static boolean isMetadata(HttpHeader header) {
        if (!header.lowercaseName().endsWith(BINARY)) {
            return true;
        }
        try {
            return Base64.getDecoder().decode(header.value()) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns the context that a service implementation was called with.
     *
     * @throws IllegalArgumentException when the implementation was not called by {@link GrpcServer}
     */
    public static CallContext of(Metadata metadata) {
        if (metadata instanceof CallContext context) {
            return context;
        }
        throw new IllegalArgumentException("metadata: " + metadata + " (expected: a CallContext)");
    }

    /** Returns the method that is called. */
    public RpcMethod method() {
        return method;
    }

    /**
     * Returns the id that names this call in logs and in every error, except in the rejection by a full node, which is
     * not logged.
     */
    public String requestId() {
        return requestId;
    }

    /** Returns until when the caller waits. */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * Returns the service that has opened the connection, by its certificate; empty without a certificate, and for
     * calls through the edge.
     */
    public Optional<PeerIdentity> peer() {
        return get(PEER);
    }

    /** Returns the connection of the call; empty if it is already closed, or if the call has none. */
    Optional<Connection> connection() {
        return get(CONNECTION);
    }

    /** Returns the trace of the call, for work on its behalf; the root if the call is not traced. */
    public Context trace() {
        return get(TRACE).orElse(Context.root());
    }

    /** Returns {@link #trace} as text; empty if the call is not traced. */
    public String traceparent() {
        return TraceParent.of(Span.fromContext(trace()));
    }

    /**
     * Returns the address at the other end of the connection, or the one that the edge names: the caller's, or that of
     * the last proxy before the node.
     */
    public Optional<InetAddress> source() {
        return get(SOURCE);
    }

    /** Returns the number of values of a header, whose name is in lower case. */
    public int count(String header) {
        return Collections.frequency(names, header);
    }

    /** Returns the attachment under this key. */
    @SuppressWarnings("unchecked") // with(...) stores nothing else under a Key<T> than a T
    public <T> Optional<T> get(Key<T> key) {
        for (Attachment a = attachments; a != null; a = a.next) {
            if (a.key == key) {
                return Optional.of((T) a.value);
            }
        }
        return Optional.empty();
    }

    /** Returns this context with one more attachment, which replaces an earlier one under the same key. */
    public <T> CallContext with(Key<T> key, T value) {
        return new CallContext(method, metadata, names, requestId, deadline, new Attachment(key, value, attachments));
    }

    /** Returns this context as part of a trace. */
    public CallContext with(Context trace) {
        return with(TRACE, trace);
    }

    /** Returns this context with another deadline. */
    public CallContext with(Deadline changed) {
        return new CallContext(method, metadata, names, requestId, changed, attachments);
    }

    /** Returns this context without these headers, whose names are in lower case. */
    public CallContext without(Set<String> headers) {
        if (Collections.disjoint(headers, names)) {
            return this;
        }
        MetadataBuilder kept = new MetadataBuilder();
        metadata.asList().stream()
                .filter(header -> !headers.contains(header.first()))
                .forEach(header -> add(header, kept));
        Metadata built = kept.build();
        return new CallContext(method, built, names(built), requestId, deadline, attachments);
    }

    private static void add(Pair<String, MetadataEntry> header, MetadataBuilder kept) {
        if (header.second() instanceof StringEntry text) {
            kept.addText(header.first(), text.getValue());
        } else {
            kept.addBinary(header.first(), ((BytesEntry) header.second()).getValue());
        }
    }

    @Override
    public Optional<String> getText(String key) {
        return metadata.getText(key);
    }

    @Override
    public Optional<ByteString> getBinary(String key) {
        return metadata.getBinary(key);
    }

    @Override
    public Map<String, List<MetadataEntry>> asMap() {
        return metadata.asMap();
    }

    @Override
    public List<Pair<String, MetadataEntry>> asList() {
        return metadata.asList();
    }

    @Override
    public akka.grpc.scaladsl.Metadata asScala() {
        return metadata.asScala();
    }

    /** Returns the name of the call, without the caller's metadata, which may contain secrets. */
    @Override
    public String toString() {
        return method + " " + requestId;
    }
}
