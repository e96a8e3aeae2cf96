package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What became of one call, as the devstack's store of spans tells.
 *
 * @param start of its first span, by ISO 8601
 * @param name of its first span
 * @param milliseconds from the first span's beginning to the last one's end, asynchronous ones included
 * @param failed whether its first span did: what the caller was told
 * @param struggled whether any of its spans failed
 * @param more spans than there are in {@code spans}
 */
record Trace(
        String id,
        String start,
        String name,
        List<String> services,
        double milliseconds,
        boolean failed,
        boolean struggled,
        int more,
        List<Span> spans) {
    private static final int TRACES = 12;
    private static final int SPANS = 40;

    /** @param offset milliseconds after the beginning of the trace */
    record Span(String service, String name, String kind, double offset, double milliseconds, boolean failed) {}

    /** The newest of them. */
    static List<Trace> read(JsonNode traces) {
        return StreamSupport.stream(traces.spliterator(), false)
                .filter(spans -> !spans.isEmpty())
                .limit(TRACES)
                .map(Trace::of)
                .toList();
    }

    private static Trace of(JsonNode told) {
        var start = Instant.parse(told.path(0).path("start").asText());
        var all = StreamSupport.stream(told.spliterator(), false)
                .map(span -> span(span, start))
                .toList();
        return new Trace(
                told.path(0).path("traceId").asText(),
                start.toString(),
                all.get(0).name(),
                all.stream().map(Span::service).distinct().toList(),
                all.stream()
                        .mapToDouble(span -> span.offset() + span.milliseconds())
                        .max()
                        .orElse(0),
                all.get(0).failed(),
                all.stream().anyMatch(Span::failed),
                Math.max(0, all.size() - SPANS),
                all.stream().limit(SPANS).toList());
    }

    private static Span span(JsonNode span, Instant start) {
        var offset = Duration.between(start, Instant.parse(span.path("start").asText()));
        return new Span(
                span.path("service").asText(),
                span.path("name").asText(),
                span.path("kind").asText(),
                offset.toNanos() / 1e6,
                span.path("milliseconds").asDouble(),
                span.path("failed").asBoolean());
    }
}
