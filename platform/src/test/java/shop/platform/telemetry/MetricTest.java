package shop.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of metrics keeps its own rules, and docs/telemetry.md shows all of it. */
class MetricTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "telemetry.md");
    private static final String BEGIN = "<!-- From the enum Metric by MetricTest -->\n";
    private static final String END = "<!-- End -->";

    @Test
    void namesAreUnique() {
        assertThat(Stream.of(Metric.values()).map(Metric::prometheusName)).doesNotHaveDuplicates();
    }

    @Test
    void durationsAreInSeconds() {
        assertThat(Metric.values())
                .filteredOn(metric -> metric.kind() == Kind.HISTOGRAM)
                .allMatch(metric -> metric.unit() == Unit.SECONDS);
    }

    @Test
    void noAttributeIsAnId() {
        assertThat(Metric.values())
                .allSatisfy(metric -> assertThat(metric.attributes())
                        .noneMatch(name -> name.matches(".*(^|[._])(id|key|user|order|email)$")));
    }

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

    private static String table() {
        return Stream.of(Metric.values()).map(MetricTest::row).collect(Collectors.joining("\n", """

                | Prometheus | OpenTelemetry | type | labels | emitted by | meaning |
                |---|---|---|---|---|---|
                """, "\n\n"));
    }

    private static String row(Metric metric) {
        var labels = metric.labels().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
        return "| `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(
                        metric.prometheusName(),
                        metric.otelName(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        labels,
                        metric.emitter(),
                        metric.meaning());
    }
}
