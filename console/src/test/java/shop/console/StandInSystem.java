package shop.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Consul, the devstack's control interface, and one node of order-service, all at one address, with real answers. */
final class StandInSystem implements AutoCloseable {
    static final String TOKEN = "the token of this start";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    StandInSystem() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        answers.put("GET /v1/catalog/services", ok("{\"consul\":[],\"order-service\":[]}"));
        answers.put("GET /v1/health/service/order-service", ok(registered("passing")));
        answers.put("GET /parts", ok(parts("RUNNING")));
        answers.put("GET /health", ok("""
                {"status":"SERVING","dependencies":[{"target":"user-service","state":"OPEN","available":24,"max":25}]}"""));
        answers.put("GET /cluster/members", ok("""
                {"leader":"akka://order-service@127.0.0.1:25521","members":[{"node":"akka://order-service@127.0.0.1:25521",\
                "nodeUid":"8313186369282967523","roles":["dc-default"],"status":"Up"}],\
                "oldest":"akka://order-service@127.0.0.1:25521","oldestPerRole":{},\
                "selfNode":"akka://order-service@127.0.0.1:25521","unreachable":[]}"""));
        answers.put("GET /cluster/shards/Order", ok("""
                {"regions":[{"numEntities":3,"shardId":"7"},{"numEntities":4,"shardId":"9"}]}"""));
        answers.put("GET /metrics", ok("""
                # TYPE shop_projection_lag_events gauge
                shop_projection_lag_events{projection="orders",service_name="order-service"} 17.0
                # TYPE shop_projection_lag_seconds gauge
                shop_projection_lag_seconds{projection="orders",service_name="order-service"} 2.5
                # TYPE shop_consumer_lag_records gauge
                shop_consumer_lag_records{service_name="order-service",topic="user-events"} 5.0
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{jvm_memory_type="heap",service_name="order-service"} 1.048576E8
                """));
        answers.put("GET /v1/orders", ok("""
                {"orders":[{"id":"0b9a4b8e-61a3-4f6e-9a2c-6f1f6a3d2b10","status":"ORDER_STATUS_PENDING"}]}"""));
    }

    private static Answer ok(String json) {
        return new Answer(200, json);
    }

    private String registered(String status) {
        return """
                [{"Node":{"Address":"10.0.0.1"},"Service":{"ID":"order-service-1","Service":"order-service","Address":"",\
                "Port":%d,"Meta":{"port-management":"%d","version":"1.2.3"}},\
                "Checks":[{"CheckID":"serfHealth","Status":"passing"},{"CheckID":"service:1","Status":"%s"}]}]""".formatted(port(), port(), status).replace("10.0.0.1", "127.0.0.1");
    }

    private String parts(String state) {
        return """
                [{"name":"order-service-0","service":"order-service","api":"127.0.0.1:%d","management":"127.0.0.1:%d",\
                "state":"%s","doing":"","problem":"","actions":["stop","freeze"]},\
                {"name":"kafka","state":"RUNNING","doing":"","problem":"","actions":["stop"]}]""".formatted(port(), port(), state);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var asked =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            received.add(
                    asked + " " + body + authorization.map(value -> " " + value).orElse(""));
            var answer = answers.getOrDefault(asked, new Answer(404, "{}"));
            var bytes = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** From now on. */
    void answer(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
    }

    void check(String status) {
        answers.put("GET /v1/health/service/order-service", ok(registered(status)));
    }

    /** Nobody answers it any more. */
    void silence(String request) {
        answers.remove(request);
    }

    /** Requests so far: method, path, body and authorization. */
    List<String> received() {
        return received;
    }

    int port() {
        return server.getAddress().getPort();
    }

    Settings settings() {
        var uri = URI.create("http://127.0.0.1:" + port());
        return new Settings(
                0,
                Optional.of(uri),
                Optional.of(new Settings.Control(uri, TOKEN)),
                Optional.of(uri),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("user-service", List.of("User", "EmailAddress"), "order-service", List.of("Order")));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
