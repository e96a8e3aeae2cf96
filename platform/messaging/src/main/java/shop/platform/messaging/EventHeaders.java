package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The headers of each record beside its message, as UTF-8 text.
 *
 * @param type full protobuf name of the message
 * @param traceparent W3C trace context; empty when unknown
 */
record EventHeaders(String type, String persistenceId, long sequenceNumber, String traceparent) {
    private static final String TYPE = "type";
    private static final String PERSISTENCE_ID = "persistence-id";
    private static final String SEQUENCE_NUMBER = "sequence-number";
    private static final String TRACEPARENT = "traceparent";
    /** As the journal has it. */
    private static final int MAX_PERSISTENCE_ID = 255;
    /** Version 00 has 55 characters; later ones may have more. */
    private static final int MAX_TRACEPARENT = 128;

    /** @throws PoisonException if one is missing or invalid */
    static EventHeaders read(Headers headers) {
        var persistenceId = required(headers, PERSISTENCE_ID);
        // PostgreSQL's text has no zeros.
        if (persistenceId.length() > MAX_PERSISTENCE_ID || persistenceId.indexOf('\0') >= 0) {
            throw new PoisonException("header " + PERSISTENCE_ID + ": not shown (expected: at most "
                    + MAX_PERSISTENCE_ID + " characters)");
        }
        return new EventHeaders(
                required(headers, TYPE),
                persistenceId,
                sequenceNumber(required(headers, SEQUENCE_NUMBER)),
                traceparent(text(headers.lastHeader(TRACEPARENT))));
    }

    /** A trace never decides about a record: an invalid one is ignored. */
    private static String traceparent(String text) {
        return text.length() <= MAX_TRACEPARENT && text.chars().allMatch(each -> each >= ' ' && each <= '~')
                ? text
                : "";
    }

    private static String required(Headers headers, String name) {
        var value = text(headers.lastHeader(name));
        if (value.isEmpty()) {
            throw new PoisonException("header " + name + ": missing");
        }
        return value;
    }

    private static String text(Header header) {
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private static long sequenceNumber(String text) {
        try {
            var number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new PoisonException("header " + SEQUENCE_NUMBER + ": not shown (expected: a number from 1)");
    }

    List<Header> write() {
        return List.of(
                header(TYPE, type),
                header(PERSISTENCE_ID, persistenceId),
                header(SEQUENCE_NUMBER, Long.toString(sequenceNumber)),
                header(TRACEPARENT, traceparent));
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
