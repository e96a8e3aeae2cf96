package shop.platform.grpc;

import akka.grpc.ProtobufSerializer;
import akka.util.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import shop.platform.call.ApiException;

/** Parses requests of one type within their limits, and writes answers of any type. Thread-safe. */
final class MessageSerializer implements ProtobufSerializer<Message> {

    private final Message prototype;

    MessageSerializer(Message prototype) {
        this.prototype = prototype;
    }

    @Override
    public ByteString serialize(Message message) {
        return ByteString.fromArrayUnsafe(message.toByteArray());
    }

    /**
     * @throws ApiException INVALID_ARGUMENT when the message is malformed or exceeds a limit
     */
    @Override
    public Message deserialize(ByteString bytes) {
        byte[] wire = bytes.toArrayUnsafe();
        try {
            WireLimits.check(wire, prototype.getDescriptorForType());
            return prototype.getParserForType().parseFrom(wire);
        } catch (IOException e) {
            throw RequestBytes.malformed(e);
        }
    }
}
