package shop.platform.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;

/** Makes requests of HTTP/1.1 as no honest client sends them; the same seed makes the same ones. */
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

    /**
     * A request.
     *
     * @param kind what is wrong with it, for the report of a failure
     */
    record Hostile(String kind, byte[] bytes) {}

    private final Random random;

    HostileRequests(long seed) {
        random = new Random(seed);
    }

    Hostile next() {
        return switch (random.nextInt(8)) {
            case 0 -> grpc("truncated message", truncated(frame(valid())));
            case 1 -> grpc("wrong length", wrongLength(frame(valid())));
            case 2 -> grpc("flipped bits", flipped(frame(valid())));
            case 3 -> grpc("noise", noise(random.nextInt(300)));
            case 4 -> grpc("bad UTF-8", frame(badText()));
            case 5 -> grpc("unknown fields", frame(unknownFields()));
            case 6 -> json("deep or broken JSON", brokenJson());
            default -> grpcWith("hostile headers", headers(), frame(valid()));
        };
    }

    private Hostile grpc(String kind, byte[] body) {
        return grpcWith(kind, "", body);
    }

    private Hostile grpcWith(String kind, String headers, byte[] body) {
        return request(kind, "/" + any(METHODS), any(TYPES), headers, body);
    }

    private Hostile json(String kind, byte[] body) {
        return request(kind, any(PATHS), "application/json", "", body);
    }

    private Hostile request(String kind, String path, String type, String headers, byte[] body) {
        var head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n" + headers
                + "Content-Length: " + body.length + "\r\n\r\n";
        return new Hostile(kind, concat(head.getBytes(StandardCharsets.ISO_8859_1), body));
    }

    private byte[] valid() {
        return random.nextBoolean()
                ? GetUserRequest.newBuilder().setId(text()).build().toByteArray()
                : CreateUserRequest.newBuilder()
                        .setName(text())
                        .setEmail(text())
                        .build()
                        .toByteArray();
    }

    private byte[] badText() {
        return GetUserRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(
                                                ByteString.copyFrom(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF}))
                                        .build())
                        .build())
                .build()
                .toByteArray();
    }

    private byte[] unknownFields() {
        var fields = UnknownFieldSet.newBuilder();
        for (int i = random.nextInt(50); i >= 0; i--) {
            fields.addField(
                    1 + random.nextInt(500_000_000),
                    UnknownFieldSet.Field.newBuilder()
                            .addVarint(random.nextLong())
                            .addFixed32(random.nextInt())
                            .addLengthDelimited(ByteString.copyFrom(noise(random.nextInt(20))))
                            .build());
        }
        return fields.build().toByteArray();
    }

    private byte[] brokenJson() {
        var depth = random.nextInt(MOST_DEPTH);
        var json =
                switch (random.nextInt(6)) {
                    case 0 -> "[".repeat(depth);
                    case 1 -> "{\"a\":".repeat(depth);
                    case 2 -> "{\"name\":" + "9".repeat(depth) + "}";
                    case 3 -> "{\"name\":\"\\uD800\",\"email\":1e999999999}";
                    case 4 -> "{\"name\":\"a\",\"name\":\"b\",\"nope\":null}";
                    default -> "{\"name\":\"" + text();
                };
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private String headers() {
        return switch (random.nextInt(6)) {
            case 0 -> "X-Big: " + "b".repeat(random.nextInt(20_000)) + "\r\n";
            case 1 -> "X-Many: b\r\n".repeat(random.nextInt(200));
            case 2 -> "grpc-timeout: " + random.nextLong() + "Q\r\n";
            case 3 -> "grpc-encoding: gzip\r\n";
            case 4 -> "authorization: Bearer " + "e30.".repeat(random.nextInt(1000)) + "\r\n";
            default -> "x-request-id: \u00ff\u0001" + text() + "\r\ntest-bin: %%%\r\n";
        };
    }

    private byte[] truncated(byte[] frame) {
        return java.util.Arrays.copyOf(frame, random.nextInt(frame.length));
    }

    private byte[] wrongLength(byte[] frame) {
        ByteBuffer.wrap(frame).putInt(1, random.nextInt());
        return frame;
    }

    private byte[] flipped(byte[] frame) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return frame;
    }

    private String text() {
        var length = random.nextInt(40);
        return random.ints(length, 0x20, 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
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
