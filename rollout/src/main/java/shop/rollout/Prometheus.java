package shop.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Prometheus has of a service's calls. It has to scrape the nodes with a label {@code version}, as
 * {@code deploy/canary/prometheus.yml} does.
 *
 * @param slow the bound beyond which a call is slow, in seconds: one of the histogram's buckets
 */
record Prometheus(URI server, String service, String slow) implements Measurements {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private static final String NAME = "rpc_server_call_duration_seconds_";

    @Override
    public Calls last(Duration window) {
        // Of one moment: a scrape between two queries would look like slow calls.
        var now = Instant.now();
        var calls = increase("count", "", window, now);
        var errors = increase("count", ",error_type!=\"\"", window, now);
        var fast = increase("bucket", ",le=\"" + slow + "\"", window, now);
        return new Calls(samples(calls, errors), samples(calls, without(fast, calls)));
    }

    private static Map<String, Double> without(Map<String, Double> part, Map<String, Double> all) {
        var rest = new HashMap<String, Double>();
        all.forEach((version, count) -> rest.put(version, count - part.getOrDefault(version, 0.0)));
        return rest;
    }

    /** Increases are estimates: neither whole numbers nor quite consistent with each other. */
    private static Map<String, Sample> samples(Map<String, Double> calls, Map<String, Double> bad) {
        var samples = new TreeMap<String, Sample>();
        calls.forEach((version, count) -> {
            var all = Math.round(count);
            var some = Math.round(bad.getOrDefault(version, 0.0));
            samples.put(version, new Sample(all, Math.max(0, Math.min(some, all))));
        });
        return samples;
    }

    private Map<String, Double> increase(String series, String more, Duration window, Instant at) {
        return query(
                "sum by (version) (increase(%s%s{service_name=\"%s\"%s}[%ds]))"
                        .formatted(NAME, series, service, more, window.toSeconds()),
                at);
    }

    private Map<String, Double> query(String expression, Instant at) {
        var uri = server.resolve(
                "/api/v1/query?time=" + at + "&query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        var answer = get(uri);
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(
                    "prometheus: " + answer.path("error").asText("malformed answer") + ": " + expression);
        }
        var values = new TreeMap<String, Double>();
        answer.path("data")
                .path("result")
                .forEach(row -> values.put(
                        row.path("metric").path("version").asText("none"),
                        row.path("value").path(1).asDouble()));
        return values;
    }

    private static JsonNode get(URI uri) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            return JSON.readTree(HTTP.send(request, BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("prometheus: " + uri.getAuthority() + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
