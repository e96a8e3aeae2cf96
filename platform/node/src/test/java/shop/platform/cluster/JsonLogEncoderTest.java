package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLogEncoderTest {
    private final LoggerContext context = new LoggerContext();
    private final JsonLogEncoder encoder = new JsonLogEncoder();

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("service.name", "user-service");
        context.putProperty("service.version", "1.2.3");
        encoder.setContext(context);
        encoder.start();
    }

    @Test
    void anEventIsOneObjectOnOneLine() throws Exception {
        var event = event("said \"hello\"\nand \u0001 went", null);
        event.setInstant(Instant.parse("2026-11-24T01:02:03.456Z"));
        event.setMDCPropertyMap(Map.of("trace_id", "abc"));
        event.addKeyValuePair(new KeyValuePair("attempt", 3L));
        event.addKeyValuePair(new KeyValuePair("late", true));

        var line = line(event);

        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(parse(line)).isEqualTo(parse("""
                {"time": "2026-11-24T01:02:03.456Z", "severity": "WARN", "service.name": "user-service",
                 "service.version": "1.2.3", "message": "said \\"hello\\"\\nand \\u0001 went", "logger": "shop.Test",
                 "thread": "worker", "attempt": 3, "late": true, "trace_id": "abc"}
                """));
    }

    @Test
    void aStackTraceIsAFieldWithItsCauses() throws Exception {
        var event = event("failed", new IllegalStateException("outer", new IllegalArgumentException("inner")));

        var trace = parse(line(event)).get("stack_trace").asText();

        assertThat(trace)
                .contains("java.lang.IllegalStateException: outer")
                .contains("Caused by: java.lang.IllegalArgumentException: inner")
                .contains("at shop.platform.cluster.JsonLogEncoderTest");
    }

    @Test
    void aFieldOfTheContextCannotForgeOrRepeatAnother() throws Exception {
        var event = event("true message", null);
        event.setMDCPropertyMap(Map.of("message", "forged", "severity", "INFO"));

        var line = line(event);

        assertThat(parse(line).get("message").asText()).isEqualTo("true message");
        assertThat(line).doesNotContain("forged").containsOnlyOnce("\"severity\"");
    }

    @Test
    void aNumberThatJsonDoesNotKnowIsText() throws Exception {
        var event = event("ratio", null);
        event.addKeyValuePair(new KeyValuePair("ratio", Double.NaN));

        assertThat(parse(line(event)).get("ratio").asText()).isEqualTo("NaN");
    }

    private LoggingEvent event(String message, Throwable failure) {
        var event = new LoggingEvent("", context.getLogger("shop.Test"), Level.WARN, message, failure, null);
        event.setThreadName("worker");
        return event;
    }

    private String line(LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static JsonNode parse(String line) throws Exception {
        return new ObjectMapper().readTree(line);
    }
}
