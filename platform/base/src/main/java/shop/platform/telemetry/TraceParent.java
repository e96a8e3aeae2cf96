package shop.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;

/** W3C trace contexts as text, which is how they travel in headers, commands and events. */
public final class TraceParent {
    /** The header's name. */
    public static final String HEADER = "traceparent";

    private static final String VERSION = "00-";

    private static final TextMapGetter<String> TEXT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(HEADER);
        }

        @Override
        public String get(String carrier, String key) {
            return HEADER.equals(key) ? carrier : null;
        }
    };

    private TraceParent() {}

    /** Returns the text for what is part of this span; empty when it is none. */
    public static String of(Span span) {
        return of(span.getSpanContext());
    }

    /** As {@link #of(Span)}. */
    public static String of(SpanContext context) {
        return context.isValid()
                ? VERSION + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : "";
    }

    /** Returns the context that the text stands for; the root when it stands for none. */
    public static Context parse(String text) {
        return text.isEmpty()
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), text, TEXT);
    }

    /** Returns whether the text stands for a trace that is recorded; what is not costs nothing but this question. */
    public static boolean isSampled(String text) {
        return !text.isEmpty() && Span.fromContext(parse(text)).getSpanContext().isSampled();
    }
}
