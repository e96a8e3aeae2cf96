package shop.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One scrape of a node, in Prometheus' text format or OpenMetrics; what is in neither is passed over.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
final class Metrics {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*)})?\\s+(\\S+).*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** gRPC's codes for which the server is to blame. */
    private static final Set<String> ERRORS =
            Set.of("UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS");

    private final Map<String, List<Sample>> samples = new HashMap<>();

    private Metrics() {}

    record Sample(Map<String, String> labels, double value) {
        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    static Metrics parse(String text) {
        var metrics = new Metrics();
        text.lines().filter(line -> !line.startsWith("#")).forEach(metrics::read);
        return metrics;
    }

    private void read(String line) {
        var matcher = LINE.matcher(line);
        if (matcher.matches()) {
            number(matcher.group(4))
                    .ifPresent(value -> samples.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                            .add(new Sample(labels(matcher.group(3)), value)));
        }
    }

    private static Optional<Double> number(String text) {
        try {
            var value = Double.parseDouble(text.replace("Inf", "Infinity"));
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> labels(String text) {
        var labels = new HashMap<String, String>();
        if (text != null) {
            var matcher = LABEL.matcher(text);
            while (matcher.find()) {
                labels.put(matcher.group(1), unescaped(matcher.group(2)));
            }
        }
        return labels;
    }

    private static String unescaped(String value) {
        return value.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private List<Sample> of(String name) {
        return samples.getOrDefault(name, List.of());
    }

    /** The sum of a metric over all its labels; empty when the node has none of it. */
    Optional<Double> total(MetricName name) {
        return of(name.prometheus()).stream().map(Sample::value).reduce(Double::sum);
    }

    /** The values of a metric by one label, summed over the others. */
    Map<String, Double> by(MetricName name, String label) {
        var values = new TreeMap<String, Double>();
        of(name.prometheus()).forEach(sample -> values.merge(sample.label(label), sample.value(), Double::sum));
        return values;
    }

    /** Calls served since {@code before}, a second. */
    double callRate(Metrics before, Duration passed) {
        return rate(MetricName.CALLS, sample -> true, before, passed);
    }

    /** Calls that failed by the server's fault since {@code before}, a second. */
    double errorRate(Metrics before, Duration passed) {
        return rate(
                MetricName.CALLS, sample -> ERRORS.contains(sample.label("rpc_response_status_code")), before, passed);
    }

    /** Calls to other services since {@code before}, a second. */
    double outgoingRate(Metrics before, Duration passed) {
        return rate(MetricName.OUTGOING_CALLS, sample -> true, before, passed);
    }

    /** A counter that has shrunk belongs to a process that has started anew. */
    private double rate(MetricName name, Predicate<Sample> which, Metrics before, Duration passed) {
        var more = observed(name, which) - before.observed(name, which);
        return passed.isZero() ? 0 : Math.max(0, more) / (passed.toNanos() / 1e9);
    }

    /** How many values a histogram has seen. */
    private double observed(MetricName histogram, Predicate<Sample> which) {
        return of(histogram.prometheus() + "_count").stream()
                .filter(which)
                .mapToDouble(Sample::value)
                .sum();
    }
}
