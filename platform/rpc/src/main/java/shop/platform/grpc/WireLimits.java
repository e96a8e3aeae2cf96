package shop.platform.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Enforces the {@link RequestLimits} on a message in the wire format before it is parsed, in one pass that ends where
 * the first limit is exceeded. An empty item of two bytes would become a hundred bytes of objects. Not thread-safe.
 */
final class WireLimits {

    private final CodedInputStream wire;
    private int fields;

    private WireLimits(byte[] message) {
        this.wire = CodedInputStream.newInstance(message);
    }

    /**
     * Counts the fields and items of a message.
     *
     * @throws ApiException INVALID_ARGUMENT when it exceeds a limit
     * @throws IOException when the message is malformed
     */
    static void check(byte[] message, Descriptor type) throws IOException {
        new WireLimits(message).message(type, "", 1);
    }

    private void message(Descriptor type, String path, int depth) throws IOException {
        if (depth > RequestLimits.MAX_DEPTH) {
            throw exceeded("messages within messages", RequestLimits.MAX_DEPTH);
        }
        Map<FieldDescriptor, Integer> items = Map.of();
        for (int tag = wire.readTag(); tag != 0; tag = wire.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            int count = 1;
            if (field == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                skip(tag, depth);
            } else if (field.getJavaType() == JavaType.MESSAGE) {
                int outside = wire.pushLimit(wire.readRawVarint32());
                message(field.getMessageType(), path + field.getName() + ".", depth + 1);
                wire.popLimit(outside);
            } else {
                count = field.isPackable() ? packed(field) : 1;
                if (!field.isPackable()) {
                    wire.skipField(tag);
                }
            }
            count(count);
            if (field != null && field.isRepeated()) {
                items = items.isEmpty() ? new HashMap<>() : items;
                if (items.merge(field, count, Integer::sum) > RequestLimits.MAX_ITEMS) {
                    throw exceeded(path + field.getName(), RequestLimits.MAX_ITEMS);
                }
            }
        }
    }

    /** Counts consecutive numbers. */
    private int packed(FieldDescriptor field) throws IOException {
        int size = wire.readRawVarint32();
        switch (field.getLiteType().getWireType()) {
            case WireFormat.WIRETYPE_FIXED32 -> {
                wire.skipRawBytes(size);
                return size / Integer.BYTES;
            }
            case WireFormat.WIRETYPE_FIXED64 -> {
                wire.skipRawBytes(size);
                return size / Long.BYTES;
            }
            default -> {
                int outside = wire.pushLimit(size);
                int count = 0;
                for (; wire.getBytesUntilLimit() > 0; count++) {
                    wire.readRawVarint64();
                }
                wire.popLimit(outside);
                return count;
            }
        }
    }

    /** A group is skipped field by field, because each of its fields would be kept. */
    private void skip(int tag, int depth) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_START_GROUP) {
            wire.skipField(tag);
            return;
        }
        if (depth > RequestLimits.MAX_DEPTH) {
            throw exceeded("messages within messages", RequestLimits.MAX_DEPTH);
        }
        for (int inner = wire.readTag(); inner != 0; inner = wire.readTag()) {
            if (WireFormat.getTagWireType(inner) == WireFormat.WIRETYPE_END_GROUP) {
                return;
            }
            count(1);
            skip(inner, depth + 1);
        }
    }

    private void count(int more) {
        fields += more;
        if (fields > RequestLimits.MAX_FIELDS) {
            throw exceeded("fields in all", RequestLimits.MAX_FIELDS);
        }
    }

    /** Returns the error for a request that exceeds a limit. */
    static ApiException exceeded(String what, int most) {
        String expected = "more than " + most + " (expected: at most " + most + ")";
        return ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.REQUEST_TOO_COMPLEX, what + ": " + expected)
                .field(what, expected)
                .build();
    }
}
