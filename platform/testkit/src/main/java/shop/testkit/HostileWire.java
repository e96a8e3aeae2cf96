package shop.testkit;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaTypes;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Messages of any size in the wire format that would cost a careless server much, for every field of a request. */
final class HostileWire {
    private static final int DEPTH = 4;
    private static final int UNKNOWN = 1_000;

    /** What may stand in a field of any length-delimited type. */
    private static final Map<String, IntFunction<byte[]>> VALUES = Map.of(
            "letters", size -> "a".repeat(size).getBytes(StandardCharsets.UTF_8),
            "marks",
                    size -> ("a" + "\u0301".repeat(size / 4) + "\u0316".repeat(size / 4))
                            .getBytes(StandardCharsets.UTF_8),
            "digits", size -> "1".repeat(size).getBytes(StandardCharsets.UTF_8),
            "zeros", size -> new byte[size],
            "unknown fields", size -> repeated(size, field(UNKNOWN, new byte[0])));

    private HostileWire() {}

    /** A message by what is wrong with it. */
    record Wire(String name, IntFunction<byte[]> bytes) {
        byte[] of(int size) {
            return bytes.apply(size);
        }
    }

    static Stream<Wire> messages(MethodDescriptor method) {
        var whole = Stream.of(
                new Wire("unknown fields", size -> repeated(size, field(UNKNOWN, new byte[0]))),
                new Wire("unknown numbers", size -> repeated(size, new byte[] {0x78, 0x01})),
                new Wire(
                        "unknown group",
                        size -> concat(new byte[] {0x7B}, repeated(size, new byte[] {0x78, 0x01}), new byte[] {0x7C})),
                new Wire("unknown groups within each other", size -> repeated(size, new byte[] {0x7B})),
                new Wire("nothing but ones", size -> repeated(size, new byte[] {(byte) 0xFF})));
        return Stream.concat(whole, fields(method.getInputType(), "", UnaryOperator.identity(), DEPTH));
    }

    private static Stream<Wire> fields(Descriptor type, String path, UnaryOperator<byte[]> around, int depth) {
        return depth == 0
                ? Stream.empty()
                : type.getFields().stream().flatMap(field -> field(field, path + field.getName(), around, depth));
    }

    private static Stream<Wire> field(FieldDescriptor field, String path, UnaryOperator<byte[]> around, int depth) {
        var number = field.getNumber();
        var values = VALUES.entrySet().stream()
                .map(value -> new Wire(
                        path + " of " + value.getKey(),
                        size -> around.apply(field(number, value.getValue().apply(size)))));
        var again = Stream.of(
                new Wire(
                        path + " empty again and again",
                        size -> around.apply(repeated(size, field(number, new byte[0])))),
                new Wire(
                        path + " again and again",
                        size -> around.apply(repeated(size, field(number, new byte[] {'a'})))),
                new Wire(path + " as numbers", size -> around.apply(repeated(size, number(number)))));
        var own = Stream.concat(values, again);
        return field.getJavaType() == JavaType.MESSAGE
                ? Stream.concat(
                        own,
                        fields(
                                field.getMessageType(),
                                path + ".",
                                inner -> around.apply(field(number, inner)),
                                depth - 1))
                : own;
    }

    private static byte[] field(int number, byte[] value) {
        return written(out -> out.writeByteArray(number, value));
    }

    private static byte[] number(int number) {
        return written(out -> {
            out.writeTag(number, WireFormat.WIRETYPE_VARINT);
            out.writeUInt32NoTag(1);
        });
    }

    @FunctionalInterface
    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = CodedOutputStream.newInstance(bytes);
            writing.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be written", e);
        }
    }

    private static byte[] repeated(int size, byte[] unit) {
        var all = ByteBuffer.allocate(size / unit.length * unit.length);
        while (all.hasRemaining()) {
            all.put(unit);
        }
        return all.array();
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static HttpRequest request(MethodDescriptor method, String format, byte[] message) {
        var frame = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        return HttpRequest.POST("http://127.0.0.1/" + method.getService().getFullName() + "/" + method.getName())
                .withEntity(HttpEntities.create(
                        MediaTypes.applicationBinary(format, true).toContentType(),
                        format.endsWith("text") ? Base64.getEncoder().encode(frame) : frame));
    }
}
