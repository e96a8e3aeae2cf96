package shop.platform.cluster;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes one JSON object per line: {@code time} (ISO-8601, UTC), {@code severity}, {@code service.name}, {@code
 * service.version}, {@code message}, {@code logger}, {@code thread}, {@code stack_trace} if there is one, then the
 * event's key-value pairs and the diagnostic context as fields of their own. A field that would repeat a name is left
 * out.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    // Entries that Akka adds to the diagnostic context and that duplicate other fields.
    private static final Set<String> REPEATED = Set.of("akkaTimestamp", "akkaUid", "sourceActorSystem");

    private final JsonFactory json = new JsonFactory();
    private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTrace.setContext(getContext());
        stackTrace.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        try (var bytes = new ByteArrayBuilder();
                var generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            write(event, new Fields(generator));
            generator.writeEndObject();
            generator.writeRaw('\n');
            generator.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(ILoggingEvent event, Fields fields) throws IOException {
        fields.add("time", event.getInstant().toString());
        fields.add("severity", event.getLevel().toString());
        fields.add("service.name", getContext().getProperty(Logging.SERVICE_NAME));
        fields.add("service.version", getContext().getProperty(Logging.SERVICE_VERSION));
        fields.add("message", event.getFormattedMessage());
        fields.add("logger", event.getLoggerName());
        fields.add("thread", event.getThreadName());
        if (event.getThrowableProxy() != null) {
            fields.add("stack_trace", stackTrace.convert(event));
        }
        if (event.getKeyValuePairs() != null) {
            for (var pair : event.getKeyValuePairs()) {
                fields.add(pair.key, pair.value);
            }
        }
        for (var entry : event.getMDCPropertyMap().entrySet()) {
            if (!REPEATED.contains(entry.getKey())) {
                fields.add(entry.getKey(), entry.getValue());
            }
        }
    }

    private record Fields(JsonGenerator generator, Set<String> names) {
        Fields(JsonGenerator generator) {
            this(generator, new HashSet<>());
        }

        void add(String name, Object value) throws IOException {
            if (value == null || !names.add(name)) {
                return;
            }
            generator.writeFieldName(name);
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                // Written as it prints: a long stays exact.
                generator.writeNumber(number.toString());
            } else if (value instanceof Boolean truth) {
                generator.writeBoolean(truth);
            } else {
                generator.writeString(value.toString());
            }
        }
    }
}
