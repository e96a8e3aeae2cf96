package shop.platform.journal;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;
import shop.platform.telemetry.Traced;

/** Times the writes of entities, and makes each a span of the trace that its event is part of. Thread-safe. */
final class WriteTelemetry {
    private final Tracer tracer;
    private final DoubleHistogram durations;
    private final Map<String, Attributes> entities = new ConcurrentHashMap<>();

    WriteTelemetry(Telemetry telemetry) {
        tracer = telemetry.tracer();
        durations = telemetry.histogram(Metric.PERSIST_DURATION);
    }

    /** @param written completes when the events of these writes, all of one entity, are written */
    void observe(List<AtomicWrite> writes, long begin, CompletionStage<?> written) {
        if (writes.isEmpty()) {
            return;
        }
        var first = ScalaEdge.list(writes.get(0).payload()).get(0);
        var entity = entityType(first.persistenceId());
        var trace = begin(entity, first);
        written.whenComplete((done, failure) -> {
            var seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
            durations.record(
                    seconds, entities.computeIfAbsent(entity, type -> Telemetry.attributes("entity", type)), trace);
            end(Span.fromContext(trace), failure);
        });
    }

    private Context begin(String entity, PersistentRepr first) {
        if (!(first.payload() instanceof Traced event) || !TraceParent.isSampled(event.traceparent())) {
            return Context.root();
        }
        var command = TraceParent.parse(event.traceparent());
        return command.with(tracer.spanBuilder("persist " + entity)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(command)
                .setAttribute("db.system.name", "postgresql")
                .setAttribute("shop.event", event.getClass().getSimpleName())
                .startSpan());
    }

    private static void end(Span span, Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static String entityType(String persistenceId) {
        var end = persistenceId.indexOf('|');
        return end < 0 ? "other" : persistenceId.substring(0, end);
    }
}
