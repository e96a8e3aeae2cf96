package shop.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What callers are told of a service's instances, and how to change it. An instance is changed at the agent that it has
 * registered at: the given one, or the one on the instance's own node if that does not know it. Requests fail with
 * {@link UncheckedIOException} or, where Consul refuses, {@link IllegalStateException}. Blocks; safe for use by several
 * threads.
 */
public final class Consul {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI agent;
    private final Optional<Path> tokenFile;

    /** @param tokenFile with the ACL token, read anew for each request */
    public Consul(URI agent, Optional<Path> tokenFile) {
        this.agent = agent;
        this.tokenFile = tokenFile;
    }

    /** As the nodes are told: {@code CONSUL_HOST}, {@code CONSUL_PORT}, {@code SHOP_CONSUL_TOKEN_FILE}. */
    static Consul of(Map<String, String> environment) {
        var host = environment.getOrDefault("CONSUL_HOST", "127.0.0.1");
        var port = environment.getOrDefault("CONSUL_PORT", "8500");
        var tokenFile = environment.getOrDefault("SHOP_CONSUL_TOKEN_FILE", "");
        return new Consul(
                URI.create("http://" + host + ":" + port),
                tokenFile.isEmpty() ? Optional.empty() : Optional.of(Path.of(tokenFile)));
    }

    /** All there are, those that are not offered included. */
    List<Instance> instances(String service) {
        var found = send(request(agent, "/v1/health/service/" + text(service)).GET());
        return StreamSupport.stream(found.body.spliterator(), false)
                .map(Instance::parse)
                .toList();
    }

    /** From now on look-ups offer the instance while it is healthy. */
    void offer(Instance instance) {
        change(instance, "/v1/agent/service/maintenance/" + text(instance.id()) + "?enable=false", "");
    }

    /** From now on no look-up offers the instance. Calls that come nevertheless are served. */
    void withhold(Instance instance, String reason) {
        change(
                instance,
                "/v1/agent/service/maintenance/" + text(instance.id()) + "?enable=true&reason=" + text(reason),
                "");
    }

    /** @param weight from 1 to 65535 */
    void weigh(Instance instance, int weight) {
        if (instance.weight() != weight) {
            change(
                    instance,
                    "/v1/agent/service/register",
                    instance.withWeight(weight).toString());
        }
    }

    private void change(Instance instance, String path, String body) {
        var own = URI.create("http://" + instance.agent() + ":" + agent.getPort());
        var known =
                send(request(agent, "/v1/agent/service/" + text(instance.id())).GET(), 404).status != 404;
        send(request(known ? agent : own, path).PUT(body(body)));
    }

    private static BodyPublisher body(String text) {
        return text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text);
    }

    private HttpRequest.Builder request(URI at, String path) {
        var request = HttpRequest.newBuilder(at.resolve(path)).timeout(TIMEOUT);
        tokenFile.ifPresent(file -> request.header("X-Consul-Token", read(file)));
        return request;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("SHOP_CONSUL_TOKEN_FILE: " + file + " (expected: readable)", e);
        }
    }

    private record Answer(int status, JsonNode body) {}

    private Answer send(HttpRequest.Builder request) {
        return send(request, 200);
    }

    private Answer send(HttpRequest.Builder builder, int alsoFine) {
        var request = builder.build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            var status = response.statusCode();
            if (status == 200) {
                return new Answer(status, JSON.readTree(response.body().isEmpty() ? "null" : response.body()));
            }
            if (status == alsoFine) {
                return new Answer(status, JSON.nullNode());
            }
            throw new IllegalStateException("consul: %s %s: %d %s"
                    .formatted(
                            request.method(),
                            request.uri(),
                            status,
                            response.body().strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("consul: " + request.uri() + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String text(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
