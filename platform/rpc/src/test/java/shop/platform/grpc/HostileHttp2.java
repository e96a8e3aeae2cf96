package shop.platform.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import shop.platform.grpc.HostileRequests.Hostile;

/** Makes the bytes of whole connections of HTTP/2 as no honest client sends them; the same seed makes the same ones. */
final class HostileHttp2 {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int FRAME_TYPES = 12;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    /** More than the server bears from one connection in its interval. */
    private static final int RESETS = 500;

    private final Random random;

    HostileHttp2(long seed) {
        random = new Random(seed);
    }

    Hostile next() {
        return switch (random.nextInt(5)) {
            case 0 -> connection("reset flood", RESETS, this::resets);
            case 1 -> connection("messages cut short or with wrong lengths", 100, this::brokenMessages);
            case 2 -> connection("random frames", 10, this::randomFrames);
            case 3 -> connection("header block without an end", 1, this::endlessHeaders);
            default -> connection("header block of noise", 1, this::noisyHeaders);
        };
    }

    private interface Part {
        void write(ByteArrayOutputStream out, int requests);
    }

    private static Hostile connection(String kind, int requests, Part part) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE);
        out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
        part.write(out, requests);
        return new Hostile(kind, out.toByteArray());
    }

    private void resets(ByteArrayOutputStream out, int requests) {
        for (int stream = 1; stream < 2 * requests; stream += 2) {
            out.writeBytes(frame(HEADERS, END_HEADERS, stream, call()));
            out.writeBytes(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL}));
        }
    }

    private void brokenMessages(ByteArrayOutputStream out, int requests) {
        for (int stream = 1; stream < 2 * requests; stream += 2) {
            out.writeBytes(frame(HEADERS, END_HEADERS, stream, call()));
            var body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            out.writeBytes(frame(DATA, END_STREAM, stream, body));
        }
    }

    private void randomFrames(ByteArrayOutputStream out, int frames) {
        out.writeBytes(frame(HEADERS, END_HEADERS, 1, call()));
        for (int i = 0; i < frames; i++) {
            var payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            out.writeBytes(frame(random.nextInt(FRAME_TYPES), random.nextInt(256), random.nextInt(8), payload));
        }
    }

    private void endlessHeaders(ByteArrayOutputStream out, int requests) {
        out.writeBytes(frame(HEADERS, 0, 1, call()));
        for (int i = 0; i < 20; i++) {
            out.writeBytes(frame(CONTINUATION, 0, 1, literal("x-" + i, "y".repeat(100))));
        }
    }

    private void noisyHeaders(ByteArrayOutputStream out, int requests) {
        var noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        out.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, 1, noise));
    }

    /** The header block of a call, each header a literal without Huffman or index, so that no state is needed. */
    private static byte[] call() {
        var block = new ByteArrayOutputStream();
        block.writeBytes(literal(":method", "POST"));
        block.writeBytes(literal(":scheme", "http"));
        block.writeBytes(literal(":path", "/user.UserService/GetUser"));
        block.writeBytes(literal(":authority", "a"));
        block.writeBytes(literal("content-type", "application/grpc"));
        block.writeBytes(literal("te", "trailers"));
        return block.toByteArray();
    }

    private static byte[] literal(String name, String value) {
        return ByteBuffer.allocate(3 + name.length() + value.length())
                .put((byte) 0)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) value.length())
                .put(value.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }
}
