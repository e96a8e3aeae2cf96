package shop.platform.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;

/** Requests of HTTP/1.1 as no honest client sends them. */
final class HostileRequests {
    private static final List<String> METHODS = List.of(
            "user.UserService/GetUser",
            "user.UserService/CreateUser",
            "user.UserService/UpdateUser",
            "user.UserService/ListUsers",
            "user.UserService/Nonsense",
            "test.Echo/WatchUser",
            "grpc.health.v1.Health/Check",
            "%zz/../..");
    private static final List<String> TYPES = List.of(
            "application/grpc-web",
            "application/grpc-web+proto",
            "application/grpc-web-text",
            "application/grpc",
            "application/grpc+thrift");
    private static final List<String> PATHS = List.of(
            "/v1/users", "/v1/users/x", "/v1/users/%ff%fe", "/v1/users?status=9", "/v1/colors?red=NaN", "/v1/a/b");
    private static final int MOST_DEPTH = 20_000;

    private static final Arbitrary<String> TEXT =
            Arbitraries.strings().withCharRange(' ', '\u3000').ofMaxLength(40);
    private static final Arbitrary<byte[]> VALID = Arbitraries.oneOf(
            TEXT.map(id -> GetUserRequest.newBuilder().setId(id).build().toByteArray()),
            Combinators.combine(TEXT, TEXT)
                    .as((name, email) -> CreateUserRequest.newBuilder()
                            .setName(name)
                            .setEmail(email)
                            .build()
                            .toByteArray()));

    /**
     * What to send.
     *
     * @param kind what is wrong with it, for the report of a failure
     */
    record Hostile(String kind, byte[] bytes) {
        /** Whether it is all that a connection of HTTP/2 sends. */
        boolean isWholeConnection() {
            return bytes.length > 0 && bytes[0] == 'P' && bytes[1] == 'R';
        }

        @Override
        public String toString() {
            return kind + ": " + new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
        }
    }

    private HostileRequests() {}

    static Arbitrary<Hostile> all() {
        var frames = VALID.map(HostileRequests::frame);
        return Arbitraries.oneOf(
                grpc("truncated message", frames.flatMap(HostileRequests::truncated)),
                grpc(
                        "wrong length",
                        Combinators.combine(frames, Arbitraries.integers()).as(HostileRequests::ofLength)),
                grpc("flipped bits", frames.flatMap(HostileRequests::flipped)),
                grpc("noise", noise(300)),
                grpc("bad UTF-8", Arbitraries.just(frame(field(1, new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF})))),
                grpc("unknown fields", unknownFields().map(HostileRequests::frame)),
                request("deep or broken JSON", PATHS, List.of("application/json"), Arbitraries.just(""), brokenJson()),
                request("hostile headers", methods(), TYPES, headers(), frames));
    }

    private static Arbitrary<Hostile> grpc(String kind, Arbitrary<byte[]> bodies) {
        return request(kind, methods(), TYPES, Arbitraries.just(""), bodies);
    }

    private static List<String> methods() {
        return METHODS.stream().map(method -> "/" + method).toList();
    }

    private static Arbitrary<Hostile> request(
            String kind, List<String> paths, List<String> types, Arbitrary<String> headers, Arbitrary<byte[]> bodies) {
        return Combinators.combine(Arbitraries.of(paths), Arbitraries.of(types), headers, bodies)
                .as((path, type, more, body) -> {
                    var head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n" + more
                            + "Content-Length: " + body.length + "\r\n\r\n";
                    return new Hostile(kind, concat(head.getBytes(StandardCharsets.ISO_8859_1), body));
                });
    }

    private static Arbitrary<byte[]> noise(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(most);
    }

    private static Arbitrary<byte[]> truncated(byte[] frame) {
        return Arbitraries.integers().between(0, frame.length - 1).map(length -> Arrays.copyOf(frame, length));
    }

    private static byte[] ofLength(byte[] frame, int length) {
        var changed = frame.clone();
        ByteBuffer.wrap(changed).putInt(1, length);
        return changed;
    }

    private static Arbitrary<byte[]> flipped(byte[] frame) {
        return Arbitraries.integers()
                .between(0, frame.length * Byte.SIZE - 1)
                .set()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(bits -> {
                    var changed = BitSet.valueOf(frame);
                    bits.forEach(changed::flip);
                    return Arrays.copyOf(changed.toByteArray(), frame.length);
                });
    }

    private static byte[] field(int number, byte[] value) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(value))
                                .build())
                .build()
                .toByteArray();
    }

    private static Arbitrary<byte[]> unknownFields() {
        var numbers = Arbitraries.integers().between(1, 500_000_000);
        return Combinators.combine(numbers, noise(20))
                .as(HostileRequests::field)
                .list()
                .ofMinSize(1)
                .ofMaxSize(50)
                .map(fields -> fields.stream().reduce(new byte[0], HostileRequests::concat));
    }

    private static Arbitrary<byte[]> brokenJson() {
        var depths = Arbitraries.integers().between(0, MOST_DEPTH);
        return Arbitraries.oneOf(
                        depths.map("["::repeat),
                        depths.map("{\"a\":"::repeat),
                        depths.map(digits -> "{\"name\":" + "9".repeat(digits) + "}"),
                        Arbitraries.of(
                                "{\"name\":\"\\uD800\",\"email\":1e999999999}",
                                "{\"name\":\"a\",\"name\":\"b\",\"nope\":null}"),
                        TEXT.map("{\"name\":\""::concat))
                .map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    private static Arbitrary<String> headers() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 20_000).map(length -> "X-Big: " + "b".repeat(length) + "\r\n"),
                Arbitraries.integers().between(0, 200).map("X-Many: b\r\n"::repeat),
                Arbitraries.longs().map(timeout -> "grpc-timeout: " + timeout + "Q\r\n"),
                Arbitraries.just("grpc-encoding: gzip\r\n"),
                Arbitraries.integers()
                        .between(0, 1000)
                        .map(parts -> "authorization: Bearer " + "e30.".repeat(parts) + "\r\n"),
                TEXT.map(text -> "x-request-id: \u00ff\u0001" + text + "\r\ntest-bin: %%%\r\n"));
    }

    private static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}
