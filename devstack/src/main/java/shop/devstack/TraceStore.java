package shop.devstack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The last traces, in memory; the one that has not grown for longest is forgotten first. Safe for use by several threads. */
public final class TraceStore {
    private static final int MAX_TRACES = 500;
    /** A trace that grows beyond this is a mistake, and must not take the launcher's memory. */
    private static final int MAX_SPANS = 2000;

    private final Map<String, List<Span>> traces = new LinkedHashMap<>(16, 0.75f, true);

    /** Adds spans, in whatever order they come. */
    public synchronized void add(Collection<Span> spans) {
        for (var span : spans) {
            var trace = traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>());
            if (trace.size() < MAX_SPANS) {
                trace.add(span);
            }
        }
        var oldest = traces.keySet().iterator();
        while (traces.size() > MAX_TRACES) {
            oldest.next();
            oldest.remove();
        }
    }

    /** The spans of a trace that have come so far, in the order of their beginning; none when it is not known. */
    public synchronized List<Span> trace(String id) {
        return traces.containsKey(id) ? inOrder(traces.get(id)) : List.of();
    }

    /** The traces that grew last, those first. */
    public synchronized List<List<Span>> recent(int limit) {
        var all = List.copyOf(traces.values());
        return Stream.iterate(all.size() - 1, index -> index >= 0, index -> index - 1)
                .limit(limit)
                .map(index -> inOrder(all.get(index)))
                .toList();
    }

    private static List<Span> inOrder(List<Span> spans) {
        return spans.stream()
                .sorted((one, other) -> one.start().compareTo(other.start()))
                .toList();
    }
}
