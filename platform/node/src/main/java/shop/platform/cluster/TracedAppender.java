package shop.platform.cluster;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.opentelemetry.api.trace.Span;
import org.slf4j.event.KeyValuePair;

/**
 * Writes on its own thread, and adds the ids of the current span to each line. Unlike ids in the diagnostic context of
 * every call, this costs nothing for lines that are not logged.
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
