package shop.acceptance;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import shop.devstack.ServiceNode;

/** What Prometheus would get from a node, as OpenMetrics. */
record Scrape(String text) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Scrape of(ServiceNode node) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.managementPort() + "/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return new Scrape(CLIENT.send(request, BodyHandlers.ofString()).body());
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

    /** The metrics' names, as queries have them; a histogram's once. */
    Set<String> names() {
        return samples().stream()
                .map(line -> line.split("[{ ]", 2)[0])
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .collect(toSet());
    }
}
