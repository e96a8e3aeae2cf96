package shop.platform.grpc.connection;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import com.typesafe.config.Config;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import shop.platform.tls.PeerIdentity;

/**
 * The proxy between callers and the node, which names the origin of a request in {@code X-Forwarded-For}; no other
 * sender of that header is trusted. It is identified by its certificate or by its address: {@code shop.grpc.edge}.
 * Immutable.
 */
public final class Edge {
    private static final String FORWARDED_FOR = "x-forwarded-for";

    private final String service;
    private final List<AddressRange> addresses;

    private Edge(String service, List<AddressRange> addresses) {
        this.service = service;
        this.addresses = addresses;
    }

    /** @throws IllegalArgumentException if an address is invalid */
    public static Edge of(Config root) {
        Config config = root.getConfig("shop.grpc.edge");
        try {
            return new Edge(
                    config.getString("service"),
                    Arrays.stream(config.getString("addresses").trim().split("\\s+"))
                            .filter(word -> !word.isEmpty())
                            .map(AddressRange::parse)
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("shop.grpc.edge.addresses: " + e.getMessage(), e);
        }
    }

    /**
     * Returns a request of the edge as one of the caller that it names: from that address, and without the edge's
     * certificate, which is not the caller's. The last address counts, since senders before the edge may add others in
     * front of it; without an address, the caller is anonymous at the edge's own address. Empty for a request that does
     * not come from the edge.
     */
    public Optional<HttpRequest> unwrap(HttpRequest request) {
        if (!isFromEdge(request)) {
            return Optional.empty();
        }
        HttpRequest nobodys = request.removeAttribute(AttributeKeys.sslSession);
        return Optional.of(caller(request)
                .map(caller -> nobodys.addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(caller)))
                .orElse(nobodys));
    }

    private boolean isFromEdge(HttpRequest request) {
        return !addresses.isEmpty() && address(request).filter(this::isListed).isPresent()
                || request.getAttribute(AttributeKeys.sslSession)
                        .flatMap(tls -> PeerIdentity.of(tls.getSession()))
                        .filter(peer -> peer.service().equals(service))
                        .isPresent();
    }

    private boolean isListed(InetAddress address) {
        return addresses.stream().anyMatch(range -> range.contains(address));
    }

    /** Returns the origin of a request. */
    public static Optional<InetAddress> address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
    }

    private static Optional<InetAddress> caller(HttpRequest request) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is(FORWARDED_FOR))
                .map(HttpHeader::value)
                .reduce((first, last) -> last)
                .map(value -> value.substring(value.lastIndexOf(',') + 1).strip())
                .flatMap(AddressRange::address);
    }
}
