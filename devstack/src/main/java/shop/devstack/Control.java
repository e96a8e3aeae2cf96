package shop.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * The narrow way in for the console, on loopback and for whoever has the token of this start: {@code GET /parts} tells what runs,
 * {@code GET /audit} tells the newest audit entries, {@code POST /parts/NAME/ACTION} stops, starts, restarts, kills, freezes or thaws one of them. Safe for use by several threads.
 */
final class Control implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern TROUBLE = Pattern.compile("/parts/([a-z0-9-]+)/([a-z]+)");

    private final String token = newToken();
    private final List<ControlledPart> parts;
    private final AuditTail audit;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "control");
        thread.setDaemon(true);
        return thread;
    });

    private Control(List<Component> components, AuditTail audit) throws IOException {
        this.audit = audit;
        parts = components.stream()
                .map(component -> new ControlledPart(component, threads))
                .toList();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Over these components, which may not have been started yet. */
    static Control over(List<Component> components, AuditTail audit) {
        try {
            return new Control(components, audit);
        } catch (IOException e) {
            throw new UncheckedIOException("control interface: no free port", e);
        }
    }

    private static String newToken() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What the bearer of it may do is end processes of this stack and start them. */
    String token() {
        return token;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isAuthorized(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, error("Authorization (expected: the token of this start)"));
                return;
            }
            var path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET") && path.equals("/parts")) {
                answer(
                        exchange,
                        200,
                        parts.stream().map(ControlledPart::describe).toList());
                return;
            }
            if (exchange.getRequestMethod().equals("GET") && path.equals("/audit")) {
                showAudit(exchange);
                return;
            }
            if (exchange.getRequestMethod().equals("POST")) {
                trouble(exchange, path);
                return;
            }
            answer(exchange, 404, error("There is no such page."));
        }
    }

    private void showAudit(HttpExchange exchange) throws IOException {
        var entries = audit.newest();
        if (entries.isPresent()) {
            answer(exchange, 200, entries.get());
            return;
        }
        answer(exchange, 404, error("There is no audit."));
    }

    private boolean isAuthorized(String authorization) {
        return MessageDigest.isEqual(
                ("Bearer " + token).getBytes(UTF_8),
                String.valueOf(authorization).getBytes(UTF_8));
    }

    private void trouble(HttpExchange exchange, String path) throws IOException {
        var matcher = TROUBLE.matcher(path);
        var part = matcher.matches()
                ? parts.stream()
                        .filter(candidate -> candidate.name().equals(matcher.group(1)))
                        .findFirst()
                        .orElse(null)
                : null;
        if (part == null) {
            answer(exchange, 404, error("There is no such part."));
            return;
        }
        var action = matcher.group(2);
        if (part.begin(action)) {
            answer(exchange, 200, part.describe());
            return;
        }
        answer(exchange, 409, error(part.name() + ": " + action + " (expected: one of " + part.actions() + ")"));
    }

    private static Map<String, Map<String, String>> error(String message) {
        return Map.of("error", Map.of("message", message));
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try {
            var json = MAPPER.writeValueAsBytes(body);
            exchange.sendResponseHeaders(status, json.length);
            exchange.getResponseBody().write(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
