package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import shop.platform.telemetry.TraceParent;

class TracedAppenderTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void aLineWithinASpanNamesIt() {
        Context call = TraceParent.parse("00-" + TRACE + "-" + SPAN + "-00");

        assertThat(logged(call).getKeyValuePairs())
                .containsExactly(new KeyValuePair("trace_id", TRACE), new KeyValuePair("span_id", SPAN));
    }

    @Test
    void aLineOutsideOfASpanNamesNone() {
        assertThat(logged(Context.root()).getKeyValuePairs()).isNullOrEmpty();
    }

    private static ILoggingEvent logged(Context current) {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var lines = new ListAppender<ILoggingEvent>();
        var traced = new TracedAppender();
        traced.setContext(context);
        traced.addAppender(lines);
        lines.start();
        traced.start();
        var logger = context.getLogger("test");
        logger.addAppender(traced);

        Scope scope = current.makeCurrent();
        try {
            logger.info("A line");
        } finally {
            scope.close();
        }
        traced.stop(); // waits for what is queued
        return lines.list.get(0);
    }
}
