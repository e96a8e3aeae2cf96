package shop.acceptance.observability;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import shop.platform.telemetry.Kind;
import shop.platform.telemetry.Metric;

/** What Prometheus can know: the nodes' metrics, what the rules record, and what it says of itself. */
final class KnownMetrics {
    /** What every series of a node has; {@code job} and {@code instance} come from Prometheus. */
    private static final Set<String> COMMON = Set.of("service_name", "job", "instance");

    private final Map<String, Set<String>> labels = new HashMap<>();

    private KnownMetrics() {}

    static KnownMetrics all() {
        var known = new KnownMetrics();
        DeclaredMetrics.all().forEach(known::add);
        Rule.recorded().forEach(name -> known.put(name, List.of()));
        known.put("up", List.of());
        known.put("ALERTS", List.of("alertname", "alertstate", "severity"));
        return known;
    }

    private void add(Metric metric) {
        if (metric.kind() != Kind.HISTOGRAM) {
            put(metric.prometheusName(), metric.labels());
            return;
        }
        put(metric.prometheusName() + "_sum", metric.labels());
        put(metric.prometheusName() + "_count", metric.labels());
        put(metric.prometheusName() + "_bucket", metric.labels());
        labels.get(metric.prometheusName() + "_bucket").add("le");
    }

    private void put(String name, List<String> more) {
        var all = new HashSet<>(COMMON);
        all.addAll(more);
        labels.put(name, all);
    }

    /** Whether some metric's name begins so, or a label is named so. */
    boolean hasBeginning(String text) {
        return labels.entrySet().stream()
                .anyMatch(metric ->
                        metric.getKey().startsWith(text) || metric.getValue().contains(text));
    }

    /** What the expression asks for that nobody has: names of metrics, and of labels as {@code metric{label}}. */
    Set<String> missing(String expression) {
        var query = PromQl.of(expression);
        var missing = new TreeSet<String>();
        var present = new HashSet<String>();
        for (var selector : query.selectors()) {
            var has = labels.get(selector.metric());
            if (has == null) {
                missing.add(selector.metric());
                continue;
            }
            present.addAll(has);
            selector.labels().stream()
                    .filter(label -> !has.contains(label))
                    .forEach(label -> missing.add(selector.metric() + "{" + label + "}"));
        }
        query.groupings().stream()
                .filter(label -> !present.contains(label))
                .forEach(label -> missing.add("{" + label + "}"));
        return missing;
    }
}
