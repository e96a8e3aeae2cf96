package shop.devstack;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One step of a trace, as a node has told of it. Attributes are text here, whatever they were.
 *
 * @param parentId empty: the first of its trace
 * @param kind SERVER, CLIENT, PRODUCER, CONSUMER or INTERNAL
 * @param links ids of spans that it belongs with besides its parent
 * @param milliseconds how long it took
 */
public record Span(
        String traceId,
        String spanId,
        String parentId,
        String service,
        String name,
        String kind,
        Instant start,
        double milliseconds,
        boolean failed,
        Map<String, String> attributes,
        List<Event> events,
        List<String> links) {

    /** A moment within a span. */
    public record Event(String name, Instant time, Map<String, String> attributes) {}
}
