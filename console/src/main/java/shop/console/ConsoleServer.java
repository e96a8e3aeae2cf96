package shop.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The console on its port on loopback: the page, {@code GET /api/events} with the state of the system as it changes, and
 * {@code POST /api/…} for what a person does there.
 */
final class ConsoleServer implements AutoCloseable {
    /** No form of the page comes near it. */
    private static final int LARGEST_BODY = 64 * 1024;

    private static final String JSON = "application/json";

    private final HttpServer server;
    private final RequestGuard guard;
    private final WebFiles files = new WebFiles();
    private final Feed feed = new Feed();
    private final Gathering gathering;
    private final Actions actions;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "console");
        thread.setDaemon(true);
        return thread;
    });

    private ConsoleServer(Settings settings) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        guard = new RequestGuard(server.getAddress().getPort());
        var peers = new Peers(settings);
        gathering = Gathering.start(settings, peers, feed);
        actions = new Actions(settings, peers, gathering);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @throws UncheckedIOException if the port is taken */
    static ConsoleServer start(Settings settings) {
        try {
            return new ConsoleServer(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("port: " + settings.port() + " (expected: free, for the console)", e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            secure(exchange);
            var refusal = guard.refusal(exchange.getRequestMethod(), exchange.getRequestHeaders());
            if (refusal.isPresent()) {
                answer(exchange, Answer.refusal(403, refusal.get()));
                return;
            }
            route(exchange);
        }
    }

    /** The page needs nothing but itself, and nobody else's page needs it. */
    private static void secure(HttpExchange exchange) {
        var headers = exchange.getResponseHeaders();
        headers.set(
                "Content-Security-Policy",
                "default-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-cache");
    }

    private void route(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (path.equals("/api/events")) {
                    new EventStream(feed).serve(exchange);
                } else {
                    file(exchange, path);
                }
            }
            case "POST" -> perform(exchange, path);
            default -> answer(exchange, Answer.refusal(405, "Only GET and POST."));
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        var file = files.at(path);
        if (file.isEmpty()) {
            answer(exchange, Answer.refusal(404, "There is no such page."));
            return;
        }
        send(exchange, 200, file.get().type(), file.get().content());
    }

    private void perform(HttpExchange exchange, String path) throws IOException {
        var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            answer(exchange, Answer.refusal(413, "Too large (expected: at most " + LARGEST_BODY + " bytes)."));
            return;
        }
        var answer = actions.perform(path, new String(body, UTF_8));
        answer(exchange, answer.orElseGet(() -> Answer.refusal(404, "There is no such action.")));
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        send(exchange, answer.status(), JSON, answer.body().getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    @Override
    public void close() {
        gathering.close();
        threads.shutdownNow();
        server.stop(0);
    }
}
