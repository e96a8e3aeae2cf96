package shop.platform.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import shop.devstack.DevelopmentCertificates;
import shop.platform.tls.Credentials;
import shop.platform.tls.TlsSettings;

/**
 * As much of a Kubernetes API server as our nodes use, over HTTPS: objects by their paths, lists of pods, patches, which it
 * remembers. It answers whoever shows the token that is in the service account's folder at that moment, and refuses everybody else.
 */
final class ApiServerDouble implements AutoCloseable {
    /** A change that a node asked for. */
    record Patch(String path, String contentType, String body) {}

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path account;
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final List<Patch> patches = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private ApiServerDouble(HttpsServer server, Path account) {
        this.server = server;
        this.account = account;
    }

    /** Starts one with a service account of namespace {@code shop} in {@code folder}. */
    static ApiServerDouble start(Path folder) throws IOException {
        var certificates = DevelopmentCertificates.make(folder.resolve("certificates"), "kubernetes");
        var account = Files.createDirectories(folder.resolve("serviceaccount"));
        Files.copy(certificates.authority(), account.resolve("ca.crt"));
        Files.writeString(account.resolve("namespace"), "shop");
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificates.settings("kubernetes"))));
        var started = new ApiServerDouble(server, account);
        started.token("first");
        server.createContext("/", started::answer);
        server.setExecutor(started.threads);
        server.start();
        return started;
    }

    private static SSLContext context(String settings) {
        var config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
        return Credentials.load(TlsSettings.of(config)).context();
    }

    int port() {
        return server.getAddress().getPort();
    }

    Path account() {
        return account;
    }

    /** Replaces the token, as Kubernetes does every hour; the former one is worth nothing any more. */
    void token(String token) {
        try {
            Files.writeString(account.resolve("token"), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(String path, String json) {
        objects.put(path, json);
    }

    void remove(String path) {
        objects.remove(path);
    }

    List<Patch> patches() {
        return List.copyOf(patches);
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    /** What a node in this JVM needs to take the double for its API server. */
    String settings(String pod) {
        return """
                shop.kubernetes {
                  api-host = "127.0.0.1", api-port = %d, service-account = "%s", pod = "%s"
                }
                """.formatted(port(), account, pod);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            var uri = exchange.getRequestURI();
            var path = uri.getQuery() == null ? uri.getPath() : uri.getPath() + "?" + uri.getQuery();
            if (!("Bearer " + Files.readString(account.resolve("token"))).equals(authorization)) {
                refused.add(request);
                reply(exchange, 401, "{\"message\": \"Unauthorized\"}");
            } else if (!objects.containsKey(path)) {
                reply(exchange, 404, "{\"message\": \"not found\"}");
            } else {
                if (exchange.getRequestMethod().equals("PATCH")) {
                    patches.add(new Patch(path, exchange.getRequestHeaders().getFirst("Content-Type"), body));
                }
                reply(exchange, 200, objects.get(path));
            }
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
