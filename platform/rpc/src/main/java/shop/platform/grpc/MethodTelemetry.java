package shop.platform.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.opentelemetry.api.common.AttributeKey;
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
 * Times and traces the calls of one method, from their arrival to their last message, for every protocol and any
 * rejection. Everything that all calls share is created once. Thread-safe.
 */
final class MethodTelemetry {

    /** Codes that are the server's fault, or look so to callers; they count against its objectives. */
    private static final Set<Code> SERVER_ERRORS = EnumSet.of(
            Code.UNKNOWN, Code.DEADLINE_EXCEEDED, Code.UNIMPLEMENTED, Code.INTERNAL, Code.UNAVAILABLE, Code.DATA_LOSS);

    /** Codes that are the caller's fault until its request has arrived: too little time, or an unknown encoding. */
    private static final Set<Code> UNREAD = EnumSet.of(Code.DEADLINE_EXCEEDED, Code.UNIMPLEMENTED);

    /**
     * The objective of latency (deploy/observability/alerts/slo.yml). Callers that wait for less time are promised
     * nothing.
     */
    private static final long PROMISED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final CallContext.Key<Boolean> HASTY = CallContext.Key.named("hasty");
    private static final CallContext.Key<Long> BEGIN = CallContext.Key.named("begin");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Tracer tracer;
    private final DoubleHistogram durations;
    private final String name;
    private final boolean streaming;
    private final Map<Code, Attributes> attributes = new EnumMap<>(Code.class);
    /** For failures with the code of a server error that are not server errors. */
    private final Map<Code, Attributes> excused = new EnumMap<>(Code.class);

    MethodTelemetry(Telemetry telemetry, RpcMethod method) {
        this.tracer = telemetry.tracer();
        this.durations = telemetry.histogram(Metric.RPC_SERVER_CALL_DURATION);
        this.name = method.fullName();
        this.streaming = method.isStreaming();
        for (Code code : Code.values()) {
            attributes.put(code, attributes(code, SERVER_ERRORS.contains(code)));
            excused.put(code, attributes(code, false));
        }
    }

    /** Returns the call's context as part of the caller's trace, or of a new one. */
    CallContext begin(CallContext arriving) {
        long begin = System.nanoTime();
        Context caller = caller(arriving);
        Span span = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller)
                .startSpan();
        if (span.isRecording() && arriving.deadline().isBounded()) {
            span.setAttribute("shop.deadline", arriving.deadline().remaining().toNanos() / NANOS_PER_SECOND);
        }
        CallContext begun = arriving.with(caller.with(span)).with(BEGIN, begin);
        return arriving.deadline().remainingNanos(begin) < PROMISED_NANOS ? begun.with(HASTY, true) : begun;
    }

    /** W3C: several headers mean no trace. */
    private static Context caller(CallContext arriving) {
        return arriving.count(TraceParent.HEADER) > 1
                ? Context.root()
                : TraceParent.parse(arriving.getText(TraceParent.HEADER).orElse(""));
    }

    /** Returns the stream of a call that has begun; it ends with the stream. */
    Source<Message, NotUsed> streaming(CallContext context, Source<Message, NotUsed> answers) {
        return answers.watchTermination((unused, done) -> {
            done.whenComplete((end, failure) -> end(context, failure, Progress.RECEIVED));
            return unused;
        });
    }

    /** How far a call has progressed. */
    enum Progress {
        /** The caller is not known yet, or not yet allowed. */
        ARRIVED,
        /** It was admitted, and its request is arriving. */
        ADMITTED,
        /** Its request has arrived. */
        RECEIVED
    }

    /**
     * Ends a call; {@code failure} is null if it succeeded. Calls of strangers, and calls that no server could answer
     * in time, are counted but are not errors of the server, and strangers leave no trace.
     */
    void end(CallContext context, Throwable failure, Progress progress) {
        Code code = failure == null
                ? Code.OK
                : ErrorMapper.describe(failure, context.deadline()).code();
        Attributes outcome = (isExcused(context, code, progress) ? excused : attributes).get(code);
        long elapsed = System.nanoTime() - context.get(BEGIN).orElseThrow();
        boolean stranger = progress == Progress.ARRIVED && code != Code.PERMISSION_DENIED;
        // No exemplar may name a missing trace.
        Context trace = stranger ? Context.root() : context.trace();
        durations.record(elapsed / NANOS_PER_SECOND, outcome, trace);
        if (stranger) {
            return; // A span that does not end is not exported, whatever "sampled" the caller has sent.
        }
        Span span = Span.fromContext(trace);
        if (span.isRecording()) {
            span.setAllAttributes(outcome).setAttribute("shop.request.id", context.requestId());
            if (outcome.get(ERROR_TYPE) != null) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end();
    }

    /** A watch that lasts as long as its caller asked is not a failure either. */
    private boolean isExcused(CallContext context, Code code, Progress progress) {
        if (progress != Progress.RECEIVED && UNREAD.contains(code)) {
            return true;
        }
        return code == Code.DEADLINE_EXCEEDED
                && (streaming || context.get(HASTY).isPresent());
    }

    private Attributes attributes(Code code, boolean error) {
        var known = Attributes.builder()
                .put("rpc.system.name", "grpc")
                .put("rpc.method", name)
                .put("rpc.response.status_code", code.name());
        if (error) {
            known.put(ERROR_TYPE, code.name());
        }
        return known.build();
    }
}
