package shop.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import shop.discovery.consul.ConsulAccess;

/**
 * What callers are told of a service's instances, and how to change it. An instance is changed at the agent that it has
 * registered at: the given one, or the one on the instance's own node if that does not know it, by the same scheme and
 * port. Requests fail with {@link UncheckedIOException} or, where Consul refuses, {@link IllegalStateException}. Blocks;
 * safe for use by several threads.
 */
public final class Consul {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI agent;
    private final Supplier<Optional<String>> token;

    /** Without a token, and trusting whom the JVM trusts. */
    public Consul(URI agent) {
        this(agent, Optional::empty, Optional.empty());
    }

    private Consul(URI agent, Supplier<Optional<String>> token, Optional<SSLContext> tls) {
        this.agent = agent;
        this.token = token;
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        tls.ifPresent(builder::sslContext);
        http = builder.build();
    }

    /** With a node's own settings, and so by the same names in the environment. */
    static Consul of(Config config) {
        var access = ConsulAccess.of(config);
        return new Consul(access.agent(), access::token, access.tls());
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
        var own = URI.create(agent.getScheme() + "://" + instance.agent() + ":" + agent.getPort());
        var known =
                send(request(agent, "/v1/agent/service/" + text(instance.id())).GET(), 404).status != 404;
        send(request(known ? agent : own, path).PUT(body(body)));
    }

    private static BodyPublisher body(String text) {
        return text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text);
    }

    private HttpRequest.Builder request(URI at, String path) {
        var request = HttpRequest.newBuilder(at.resolve(path)).timeout(TIMEOUT);
        token.get().ifPresent(value -> request.header("X-Consul-Token", value));
        return request;
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
            throw new UncheckedIOException("consul: %s: no answer (%s)".formatted(request.uri(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String text(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
