package shop.discovery.consul;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongUnaryOperator;

/** Stands between the code under test and a real agent: writes down every request, and can disturb the answers. */
final class RecordingProxy implements AutoCloseable {
    record Request(URI uri, String body, long at) {
        boolean blocks() {
            return uri.getQuery() != null && uri.getQuery().contains("index=");
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int agentPort;
    private final HttpServer server;
    private volatile LongUnaryOperator index = LongUnaryOperator.identity();
    private volatile boolean silent;
    private volatile boolean refusing;

    RecordingProxy(int agentPort) throws IOException {
        this.agentPort = agentPort;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Changes the X-Consul-Index of the answers. */
    void mapIndex(LongUnaryOperator mapping) {
        index = mapping;
    }

    /** From now on requests are accepted and not answered. */
    void fallSilent() {
        silent = true;
    }

    /** Whether requests are answered with status 500, without the agent. */
    void refuse(boolean refuse) {
        refusing = refuse;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        requests.add(new Request(exchange.getRequestURI(), new String(body), System.nanoTime()));
        try {
            if (silent) {
                closed.await();
                return;
            }
            if (refusing) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            forward(exchange, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + agentPort + exchange.getRequestURI());
        var request = HttpRequest.newBuilder(uri)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .build();
        var response = http.send(request, BodyHandlers.ofByteArray());
        response.headers()
                .firstValueAsLong("X-Consul-Index")
                .ifPresent(value ->
                        exchange.getResponseHeaders().set("X-Consul-Index", Long.toString(index.applyAsLong(value))));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
        if (response.body().length > 0) {
            exchange.getResponseBody().write(response.body());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
