package shop.console;

import com.sun.net.httpserver.Headers;
import java.util.Optional;
import java.util.Set;

/**
 * Who may talk to the console. It is on loopback and asks for no password, so the danger is another page in the same browser:
 * one whose name has been pointed at 127.0.0.1 (it shows in {@code Host}), and one that sends forms here (its {@code Origin} is
 * another, and it cannot set a header of its own without being asked about first).
 */
final class RequestGuard {
    /** On every request that changes something. */
    static final String HEADER = "X-Shop-Console";

    private final Set<String> hosts;

    RequestGuard(int port) {
        hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    /** Why the request is refused; empty when it is not. */
    Optional<String> refusal(String method, Headers headers) {
        var host = String.valueOf(headers.getFirst("Host"));
        if (!hosts.contains(host)) {
            return Optional.of("Host: " + printable(host) + " (expected: 127.0.0.1 or localhost, with the port)");
        }
        var origin = headers.getFirst("Origin");
        if (origin != null && !origin.equals("http://" + host)) {
            return Optional.of("Origin: " + printable(origin) + " (expected: this page)");
        }
        if (method.equals("GET") || method.equals("HEAD")) {
            return Optional.empty();
        }
        return origin != null && headers.containsKey(HEADER)
                ? Optional.empty()
                : Optional.of(method + " (expected: with the headers Origin and " + HEADER + ")");
    }

    private static String printable(String value) {
        return value.replaceAll("[^ -~]", "?");
    }
}
