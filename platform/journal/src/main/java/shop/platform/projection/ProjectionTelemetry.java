package shop.platform.projection;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import shop.platform.journal.EventEnvelope;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;
import shop.platform.telemetry.Traced;

/** How far a projection is behind, and what it does in the traces of the commands whose events it handles. */
final class ProjectionTelemetry {
    private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

    private final Tracer tracer;
    private final String span;

    ProjectionTelemetry(Telemetry telemetry, String projection) {
        tracer = telemetry.tracer();
        span = "project " + projection;
    }

    static void showLag(Telemetry telemetry, PartitionedProjection projection) {
        var self = Telemetry.attributes("projection", projection.name());
        var lag = telemetry.poll(projection::lag);
        telemetry.gauge(
                Metric.PROJECTION_LAG_EVENTS, gauge -> lag.ifKnown(known -> gauge.record(known.events(), self)));
        telemetry.gauge(
                Metric.PROJECTION_LAG,
                gauge -> lag.ifKnown(known -> gauge.record(known.age().toMillis() / MILLIS_PER_SECOND, self)));
    }

    /**
     * Returns the handler, with a span for each event that is part of a recorded trace; they last as long as the group.
     */
    <E> ProjectionHandler<E> traced(ProjectionHandler<E> handler) {
        return (connection, events) -> {
            var spans = begin(events);
            var succeeded = false;
            try {
                handler.process(connection, events);
                succeeded = true;
            } finally {
                end(spans, succeeded);
            }
        };
    }

    private List<Span> begin(List<? extends EventEnvelope<?>> group) {
        return group.stream()
                .map(EventEnvelope::event)
                .filter(event -> event instanceof Traced traced && TraceParent.isSampled(traced.traceparent()))
                .map(event -> tracer.spanBuilder(span)
                        .setParent(TraceParent.parse(((Traced) event).traceparent()))
                        .setAttribute("shop.event", event.getClass().getSimpleName())
                        .setAttribute("shop.group.size", group.size())
                        .startSpan())
                .toList();
    }

    private static void end(List<Span> spans, boolean succeeded) {
        for (var span : spans) {
            if (!succeeded) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
