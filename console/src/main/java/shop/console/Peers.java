package shop.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Speaks HTTP with everybody the console knows. Safe for use by several threads. */
final class Peers {
    /** For what is asked every second: who takes longer counts as silent. */
    private static final Duration GLANCE = Duration.ofSeconds(3);
    /** For what a person has asked for. */
    private static final Duration CALL = Duration.ofSeconds(15);

    /** W3C Trace Context: some trace, which is not recorded. */
    private static final String UNSAMPLED = "00-00000000000000000000000000000001-0000000000000001-00";

    private final Optional<String> token;
    private final Optional<Certificates> certificates;
    private final HttpClient plain = client(Optional.empty());
    private final Optional<HttpClient> api;
    private final Map<String, HttpClient> management = new ConcurrentHashMap<>();

    Peers(Settings settings) {
        token = settings.token();
        certificates = settings.authority().map(authority -> new Certificates(authority, settings.certificates()));
        api = certificates.map(files -> client(Optional.of(files.context())));
    }

    private static HttpClient client(Optional<SSLContext> tls) {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(GLANCE);
        return tls.map(client::sslContext).orElse(client).build();
    }

    /** Of the nodes' API. */
    String scheme() {
        return certificates.isPresent() ? "https://" : "http://";
    }

    /** Whether management can be asked: behind TLS it wants a certificate of the service. */
    boolean canManage() {
        return certificates.map(Certificates::hasServices).orElse(true);
    }

    /** Someone who is no node: Consul, or the devstack. */
    CompletableFuture<Answer> ask(URI uri, String... headers) {
        return send(plain, with(HttpRequest.newBuilder(uri).timeout(GLANCE), headers));
    }

    /** Someone who is no node. */
    CompletableFuture<Answer> tell(URI uri, String... headers) {
        return send(
                plain,
                with(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).timeout(CALL), headers));
    }

    /** The public API of a node; leaves no trace, since nobody wants to see what the console asks every second. */
    CompletableFuture<Answer> askApi(String address, String path) {
        return send(
                api.orElse(plain), authorized(api(address, path).timeout(GLANCE).header("traceparent", UNSAMPLED)));
    }

    /** The public API of a node. */
    CompletableFuture<Answer> callApi(String address, String path, String json) {
        return send(
                api.orElse(plain),
                authorized(api(address, path)
                        .timeout(CALL)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))));
    }

    private HttpRequest.Builder api(String address, String path) {
        return HttpRequest.newBuilder(URI.create(scheme() + address + path));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    /** The management interface of a node. */
    CompletableFuture<Answer> askManagement(Address node, String path) {
        var client = certificates
                .map(files -> management.computeIfAbsent(
                        node.service(), service -> client(Optional.of(files.contextOf(service)))))
                .orElse(plain);
        return send(
                client,
                HttpRequest.newBuilder(URI.create(scheme() + node.management() + path))
                        .timeout(GLANCE));
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static CompletableFuture<Answer> send(HttpClient client, HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Answer(response.statusCode(), response.body()));
    }
}
