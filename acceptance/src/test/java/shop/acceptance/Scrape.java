package shop.acceptance;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shop.devstack.ServiceNode;

/** What Prometheus would get from a node, as OpenMetrics. */
record Scrape(String text) {
    /** OpenMetrics leaves them out of the name. */
    private static final Map<String, String> ENDINGS = Map.of("counter", "_total", "info", "_info");

    static Scrape of(Access access, ServiceNode node) {
        var request = HttpRequest.newBuilder(access.managementUri(node).resolve("/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return new Scrape(access.managementClient(node.service())
                    .send(request, BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(request + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(request + " interrupted", e);
        }
    }

    /** One line for each value. */
    List<String> samples() {
        return text.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** What stands between the braces of each value, exemplars apart. */
    List<String> labels() {
        return samples().stream()
                .map(line -> line.replaceFirst(" # \\{.*", ""))
                .filter(line -> line.contains("{"))
                .map(line -> line.substring(0, line.lastIndexOf('}')))
                .toList();
    }

    /** The metrics' names, as queries have them; a histogram's without what they end with there. */
    Set<String> names() {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .map(type -> type[2] + ENDINGS.getOrDefault(type[3], ""))
                .collect(toSet());
    }
}
