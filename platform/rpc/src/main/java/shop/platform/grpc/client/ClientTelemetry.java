package shop.platform.grpc.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;

/**
 * Times and traces the calls of a channel: a span for each call, whatever number of attempts it takes, and an event in it for each
 * attempt. Thread-safe.
 */
final class ClientTelemetry implements ClientInterceptor {

    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of(TraceParent.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Outcome(String method, Status.Code code) {}

    private final Tracer tracer;
    private final DoubleHistogram durations;
    private final LongCounter retries;
    private final Attributes target;
    private final RetryBudget budget;
    private final Map<Outcome, Attributes> attributes = new ConcurrentHashMap<>();

    ClientTelemetry(Telemetry telemetry, String service, Map<String, ?> serviceConfig) {
        tracer = telemetry.tracer();
        durations = telemetry.histogram(Metric.RPC_CLIENT_CALL_DURATION);
        retries = telemetry.counter(Metric.RETRY_ATTEMPTS);
        target = ServiceChannel.target(service);
        budget = RetryBudget.of(serviceConfig);
        retries.add(0, target);
        telemetry.gauge(Metric.RETRY_BUDGET, gauge -> gauge.record(budget.left(), target));
    }

    @Override
    public <I, O> ClientCall<I, O> interceptCall(MethodDescriptor<I, O> method, CallOptions options, Channel next) {
        OutgoingCall call = OutgoingCall.CURRENT.get();
        Context caller = call == null ? Context.root() : call.trace();
        String name = method.getFullMethodName();
        Span span = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(caller)
                .startSpan();
        long begin = System.nanoTime();
        CallOptions observed = options.withStreamTracerFactory(budget).withStreamTracerFactory(new Attempts(span));
        return new SimpleForwardingClientCall<>(next.newCall(method, observed)) {
            @Override
            public void start(Listener<O> listener, Metadata headers) {
                headers.put(TRACEPARENT, TraceParent.of(span));
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end(name, status, begin, span, caller.with(span));
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private void end(String method, Status status, long begin, Span span, Context trace) {
        Attributes outcome =
                attributes.computeIfAbsent(new Outcome(method, status.getCode()), ClientTelemetry::attributes);
        durations.record((System.nanoTime() - begin) / NANOS_PER_SECOND, outcome, trace);
        span.setAllAttributes(outcome);
        if (!status.isOk()) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static Attributes attributes(Outcome outcome) {
        var known = Attributes.builder()
                .put("rpc.system.name", "grpc")
                .put("rpc.method", outcome.method)
                .put("rpc.response.status_code", outcome.code.name());
        if (outcome.code != Status.Code.OK) {
            known.put("error.type", outcome.code.name());
        }
        return known.build();
    }

    /** Sees each attempt of one call. */
    private final class Attempts extends ClientStreamTracer.Factory {
        private final Span span;

        private Attempts(Span span) {
            this.span = span;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            int previous = info.getPreviousAttempts();
            if (previous > 0) {
                retries.add(1, target);
            }
            return new ClientStreamTracer() {
                @Override
                public void streamClosed(Status status) {
                    if (span.isRecording()) {
                        span.addEvent("attempt", attempt(previous + 1, status.getCode()));
                    }
                }
            };
        }

        private static Attributes attempt(int number, Status.Code code) {
            return Attributes.builder()
                    .put("shop.attempt", number)
                    .put("rpc.response.status_code", code.name())
                    .build();
        }
    }
}
