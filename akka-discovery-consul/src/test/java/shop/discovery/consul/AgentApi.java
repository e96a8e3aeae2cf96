package shop.discovery.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The agent's HTTP API as an operator uses it, past the code under test. */
record AgentApi(int port, String token) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    AgentApi(int port) {
        this(port, "");
    }

    /** Registers a service that has one check, in the given state for as long as the test runs. */
    void register(String service, String id, String address, int port, String status, String extra) {
        put("/v1/agent/service/register?replace-existing-checks=true", """
                {"Name": "%s", "ID": "%s", "Address": "%s", "Port": %d%s,
                 "Check": {"CheckID": "%s-%s", "TTL": "1h", "Status": "%s"}}
                """.formatted(
                        service, id, address, port, extra.isEmpty() ? "" : ", " + extra, id, status, status));
    }

    void register(String service, String id, int port, String status) {
        register(service, id, "127.0.0.1", port, status, "");
    }

    void deregister(String id) {
        put("/v1/agent/service/deregister/" + id, "");
    }

    JsonNode put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    /** The state of the service as a whole and of its checks, as the catalog shows them. */
    JsonNode health(String service) {
        return get("/v1/health/service/" + service);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("X-Consul-Token", token);
    }

    private static JsonNode send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body().isEmpty() ? "null" : response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
