package shop.platform.grpc;

import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import io.grpc.Status.Code;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Excerpt;

/**
 * Protects an open node, where callers without a token are administrators, from web pages in a browser on the same
 * machine. {@code Origin} reveals a page of another origin; {@code Host} or {@code :authority} reveals a page whose own
 * name points at this machine (DNS rebinding). Accepted are the loopback names, the node's own address and service
 * name, and the configured ones, each with any port; in {@code Host} also names without a dot. Thread-safe.
 */
final class HostGuard {

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");
    private static final String ALL = "*";

    private final Set<String> hosts;
    private final List<String> origins;

    private HostGuard(Set<String> hosts, List<String> origins) {
        this.hosts = hosts;
        this.origins = origins;
    }

    /**
     * Returns the guard of a node with this configuration; empty if callers need a token, which no page has.
     *
     * @param address the host that the node binds
     */
    static Optional<HostGuard> of(Config root, String address) {
        if (!root.getString("shop.security.mode").equals("open")) {
            return Optional.empty();
        }
        Set<String> hosts = new HashSet<>();
        for (String name : List.of(address, root.getString("shop.host"), root.getString("shop.service.name"))) {
            hosts.add(bare(name));
        }
        words(root, "shop.grpc.allowed-hosts").map(HostGuard::bare).forEach(hosts::add);
        hosts.removeAll(Set.of("", "0.0.0.0", "::"));
        return Optional.of(new HostGuard(
                Set.copyOf(hosts), words(root, "shop.grpc.allowed-origins").toList()));
    }

    private static Stream<String> words(Config root, String path) {
        return Arrays.stream(root.getString(path).trim().split("\\s+")).filter(word -> !word.isEmpty());
    }

    /** Returns why a request is rejected; empty if it is not. */
    Optional<ApiException> refusal(HttpRequest request) {
        String authority = request.getUri().host().address();
        String named = request.getHeader("host").map(header -> header.value()).orElse("");
        for (String host : List.of(authority, withoutPort(named))) {
            if (!isAllowed(host) && !isOneLabel(bare(host))) {
                return Optional.of(refusal(ErrorReason.HOST_NOT_ALLOWED, "Host", host, "shop.grpc.allowed-hosts"));
            }
        }
        return request.getHeader("origin")
                .map(header -> header.value())
                .filter(origin -> !isAllowedOrigin(origin))
                .map(origin -> refusal(ErrorReason.ORIGIN_NOT_ALLOWED, "Origin", origin, "shop.grpc.allowed-origins"));
    }

    /** A program that uses HTTP/1.0 may name no host at all; a browser always does. */
    private boolean isAllowed(String host) {
        String bare = bare(host);
        return bare.isEmpty()
                || LOOPBACK.contains(bare)
                || LOOPBACK_V4.matcher(bare).matches()
                || hosts.contains(bare);
    }

    /** A name without a dot is known to this machine's network only: nobody outside can make it point here. */
    private static boolean isOneLabel(String host) {
        return host.indexOf('.') < 0 && host.indexOf(':') < 0;
    }

    private boolean isAllowedOrigin(String origin) {
        if (origins.contains(ALL) || origins.contains(origin)) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost(); // null for the origin "null", among others
            return host != null && isAllowed(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return lower.substring(1, lower.length() - 1);
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static ApiException refusal(ErrorReason reason, String header, String value, String setting) {
        return ApiException.builder(
                        Code.PERMISSION_DENIED,
                        reason,
                        header + ": " + Excerpt.of(value)
                                + " (expected: a name of this machine while shop.security.mode is open; " + setting
                                + " allows others)")
                .build();
    }
}
