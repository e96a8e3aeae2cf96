package shop.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** JSON over HTTP/1.1 with one server. Waits for each answer at most 30 s. Safe for use by several threads. */
final class JsonClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One for all plain servers: each keeps its idle connections until it is collected, and Consul closes every new one of an
     * address that has 200.
     */
    static final HttpClient PLAIN = http1(HttpClient.newBuilder());

    private final URI uri;
    private final HttpClient http;
    private final Optional<String> token;

    JsonClient(URI uri) {
        this(uri, PLAIN, Optional.empty());
    }

    JsonClient(URI uri, HttpClient http, Optional<String> token) {
        this.uri = uri;
        this.http = http;
        this.token = token;
    }

    static HttpClient http1(HttpClient.Builder http) {
        return http.version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    }

    /** Over TLS. */
    JsonClient(URI uri, SSLContext tls) {
        this(uri, http1(HttpClient.newBuilder().sslContext(tls)), Optional.empty());
    }

    /** Over TLS, with a bearer token. */
    JsonClient(URI uri, SSLContext tls, String token) {
        this(uri, http1(HttpClient.newBuilder().sslContext(tls)), Optional.of(token));
    }

    static JsonClient ofPort(int port) {
        return new JsonClient(URI.create("http://127.0.0.1:" + port));
    }

    /** One answer; the body is a missing node where there was none. */
    record Answer(int status, JsonNode body) {}

    /** @throws UncheckedIOException if nobody answers */
    Answer get(String path) {
        var request = request(path).GET().build();
        try {
            return send(request);
        } catch (UncheckedIOException e) {
            // A kept connection may be one to a server that has been restarted since.
            return send(request);
        }
    }

    /** @throws UncheckedIOException if nobody answers */
    Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** @throws UncheckedIOException if nobody answers */
    Answer send(String verb, String path, Optional<String> json) {
        var request =
                request(path).method(verb, json.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        json.ifPresent(body -> request.header("Content-Type", "application/json"));
        return send(request.build());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(uri.resolve(path)).timeout(TIMEOUT);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(request + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(request + " interrupted", e);
        }
    }
}
