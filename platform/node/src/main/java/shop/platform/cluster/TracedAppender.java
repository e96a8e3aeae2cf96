package shop.platform.cluster;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.opentelemetry.api.trace.Span;
import org.slf4j.event.KeyValuePair;

/**
 * Writes on a thread of its own, and gives each line the ids of the span that is current where it is logged. What is not logged
 * costs nothing, other than with ids in the diagnostic context of every call.
 */
public final class TracedAppender extends AsyncAppender {
    private static final String TRACE_ID = "trace_id";
    private static final String SPAN_ID = "span_id";

    @Override
    protected void preprocess(ILoggingEvent event) {
        super.preprocess(event);
        var span = Span.current().getSpanContext();
        if (span.isValid() && event instanceof LoggingEvent line) {
            line.addKeyValuePair(new KeyValuePair(TRACE_ID, span.getTraceId()));
            line.addKeyValuePair(new KeyValuePair(SPAN_ID, span.getSpanId()));
        }
    }
}
