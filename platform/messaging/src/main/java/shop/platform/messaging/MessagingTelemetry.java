package shop.platform.messaging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Optional;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;

/**
 * The spans of messages: one for a record's way to the topic, which travels in its header, and one for its handling by
 * a consumer, which is a child of the first and linked to it. Unrecorded messages pass unchanged. Thread-safe.
 */
final class MessagingTelemetry {
    private final Tracer tracer;
    private final String topic;

    MessagingTelemetry(Telemetry telemetry, String topic) {
        this.tracer = telemetry.tracer();
        this.topic = topic;
    }

    static void show(Telemetry telemetry, Consuming consuming, String topic) {
        var self = Telemetry.attributes("topic", topic);
        var lag = telemetry.poll(consuming::lag);
        telemetry.gauge(Metric.CONSUMER_LAG, gauge -> lag.ifKnown(known -> gauge.record(known, self)));
        telemetry.counter(Metric.DEAD_LETTERS, counter -> counter.record(consuming.deadLetters(), self));
    }

    /** Begins to send what is part of this trace; empty where that is not recorded. */
    Optional<Span> send(String traceparent) {
        if (!TraceParent.isSampled(traceparent)) {
            return Optional.empty();
        }
        return Optional.of(tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(TraceParent.parse(traceparent))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.destination.name", topic)
                .startSpan());
    }

    /** Begins to handle records, those whose traces are recorded. */
    List<Span> process(List<? extends ReceivedRecord<?>> records) {
        return records.stream()
                .filter(message -> TraceParent.isSampled(message.traceparent()))
                .map(message -> process(message, records.size()))
                .toList();
    }

    private Span process(ReceivedRecord<?> message, int size) {
        var sent = TraceParent.parse(message.traceparent());
        return tracer.spanBuilder("process " + topic)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(sent)
                .addLink(Span.fromContext(sent).getSpanContext())
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.batch.message_count", size)
                .startSpan();
    }

    static void end(Span span, boolean succeeded) {
        if (!succeeded) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
