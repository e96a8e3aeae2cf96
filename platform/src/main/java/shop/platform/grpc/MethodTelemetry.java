package shop.platform.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;

/**
 * Times and traces the calls of one method, from their arrival to their last message, whatever protocol they came by and
 * whoever refused them. What is the same for all calls is made once. Thread-safe.
 */
final class MethodTelemetry {

    /** The server's fault, or what its callers cannot tell from it; what counts against its objectives. */
    private static final Set<Code> SERVER_ERRORS = EnumSet.of(
            Code.UNKNOWN, Code.DEADLINE_EXCEEDED, Code.UNIMPLEMENTED, Code.INTERNAL, Code.UNAVAILABLE, Code.DATA_LOSS);

    private static final CallContext.Key<Long> BEGIN = CallContext.Key.named("begin");
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Tracer tracer;
    private final DoubleHistogram durations;
    private final String name;
    private final Map<Code, Attributes> attributes = new EnumMap<>(Code.class);

    MethodTelemetry(Telemetry telemetry, RpcMethod method) {
        this.tracer = telemetry.tracer();
        this.durations = telemetry.histogram(Metric.RPC_SERVER_CALL_DURATION);
        this.name = method.fullName();
        for (Code code : Code.values()) {
            attributes.put(code, attributes(code));
        }
    }

    /** The call's context as part of the caller's trace, or of a new one. */
    CallContext begin(CallContext arriving) {
        long begin = System.nanoTime();
        Context caller = TraceParent.parse(arriving.getText(TraceParent.HEADER).orElse(""));
        Span span = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller)
                .startSpan();
        if (span.isRecording() && arriving.deadline().isBounded()) {
            span.setAttribute("shop.deadline", arriving.deadline().remaining().toNanos() / NANOS_PER_SECOND);
        }
        return arriving.with(caller.with(span)).with(BEGIN, begin);
    }

    /** The stream of a call that has begun; it ends with the stream. */
    Source<Message, NotUsed> streaming(CallContext context, Source<Message, NotUsed> answers) {
        return answers.watchTermination((unused, done) -> {
            done.whenComplete((end, failure) -> end(context, failure));
            return unused;
        });
    }

    /** Sees that a call that has begun is over; {@code failure} is null where it succeeded. */
    void end(CallContext context, Throwable failure) {
        Code code = failure == null
                ? Code.OK
                : ErrorMapper.describe(failure, context.deadline()).code();
        Context trace = context.trace();
        long elapsed = System.nanoTime() - context.get(BEGIN).orElseThrow();
        durations.record(elapsed / NANOS_PER_SECOND, attributes.get(code), trace);
        Span span = Span.fromContext(trace);
        if (span.isRecording()) {
            describe(span, context, code);
        }
        span.end();
    }

    private void describe(Span span, CallContext context, Code code) {
        span.setAllAttributes(attributes.get(code)).setAttribute("shop.request.id", context.requestId());
        if (SERVER_ERRORS.contains(code)) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private Attributes attributes(Code code) {
        var known = Attributes.builder()
                .put("rpc.system.name", "grpc")
                .put("rpc.method", name)
                .put("rpc.response.status_code", code.name());
        if (SERVER_ERRORS.contains(code)) {
            known.put("error.type", code.name());
        }
        return known.build();
    }
}
