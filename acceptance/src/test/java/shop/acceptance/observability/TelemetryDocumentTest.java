package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.platform.telemetry.Metric;

/** docs/telemetry.md shows every metric, those of the platform and those of each service. */
class TelemetryDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "telemetry.md");
    private static final String BEGIN = "<!-- From Metric and every MetricCatalog by TelemetryDocumentTest -->\n";
    private static final String END = "<!-- End -->";

    /** {@code -Dtelemetry.write=true} writes the table. */
    @Test
    void theDocumentShowsTheMetrics() throws IOException {
        var document = Files.readString(DOCUMENT);
        var begin = document.indexOf(BEGIN) + BEGIN.length();
        var end = document.indexOf(END);
        if (Boolean.getBoolean("telemetry.write")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + table() + document.substring(end));
            return;
        }

        assertThat(document.substring(begin, end)).isEqualTo(table());
    }

    @Test
    void namesAreUniqueAndNoAttributeIsAnId() {
        assertThat(DeclaredMetrics.all().stream().map(Metric::prometheusName)).doesNotHaveDuplicates();
        assertThat(DeclaredMetrics.all())
                .allSatisfy(metric -> assertThat(metric.attributes())
                        .noneMatch(name -> name.matches(".*(^|[._])(id|key|user|order|email)$")));
    }

    private static String table() {
        var rows = Stream.concat(
                Metric.platform().stream()
                        .map(metric -> row(metric, metric.emitter().toString())),
                DeclaredMetrics.ofServices().entrySet().stream()
                        .flatMap(service -> service.getValue().stream().map(metric -> row(metric, service.getKey()))));
        return rows.collect(Collectors.joining("\n", """

                | Prometheus | OpenTelemetry | type | labels | emitted by | meaning |
                |---|---|---|---|---|---|
                """, "\n\n"));
    }

    private static String row(Metric metric, String emitter) {
        var labels = metric.labels().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
        return "| `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(
                        metric.prometheusName(),
                        metric.otelName(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        labels,
                        emitter,
                        metric.meaning());
    }
}
