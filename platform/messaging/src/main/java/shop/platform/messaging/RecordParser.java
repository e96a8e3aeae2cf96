package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a record of Kafka as a message of one type. */
final class RecordParser<M extends Message> {
    private final Parser<M> parser;
    private final String type;

    RecordParser(Parser<M> parser) {
        this.parser = parser;
        try {
            this.type =
                    parser.parseFrom(ByteString.EMPTY).getDescriptorForType().getFullName();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("parser: of a type with required fields (expected: proto3)", e);
        }
    }

    /** @throws PoisonException if the record is invalid; the reason quotes nothing from it */
    ReceivedRecord<M> parse(ConsumerRecord<byte[], byte[]> message) {
        var headers = EventHeaders.read(message.headers());
        if (!headers.type().equals(type)) {
            throw new PoisonException("header type: not shown (expected: " + type + ")");
        }
        if (message.key() == null || message.value() == null) {
            throw new PoisonException("key or value: missing");
        }
        return new ReceivedRecord<>(
                new String(message.key(), UTF_8),
                headers.type(),
                headers.persistenceId(),
                headers.sequenceNumber(),
                headers.traceparent(),
                parse(message.value()));
    }

    private M parse(byte[] value) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new PoisonException("value: " + value.length + " bytes (expected: a " + type + ")");
        }
    }
}
