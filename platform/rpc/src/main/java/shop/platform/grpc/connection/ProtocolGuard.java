package shop.platform.grpc.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * The guard of a connection whose protocol is detected from its bytes. HTTP/2 begins with its preface, at once or after
 * a request of HTTP/1.1 that asked for it; in the second case the server's frames follow its answer 101.
 */
final class ProtocolGuard implements WireGuard {
    private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final byte[] SWITCHING = ascii("HTTP/1.1 101 ");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");

    private final Http1Guard http1 = new Http1Guard();
    private final Http2Guard http2;
    private boolean begun;
    private boolean framesArrive;
    private volatile boolean framesLeave;

    ProtocolGuard(ConnectionSettings settings, LongSupplier nanoTime) {
        http2 = new Http2Guard(settings, nanoTime);
    }

    /** Returns whether more bytes are needed to detect the protocol. */
    boolean needsMore(ByteBuffer bytes) {
        return mayBegin() && bytes.limit() < PREFACE.length && begins(bytes, 0, bytes.limit(), PREFACE);
    }

    private boolean mayBegin() {
        return !framesArrive && (!begun || http1.mayHaveUpgraded());
    }

    @Override
    public int arriving(ByteBuffer bytes, int from, int to) {
        if (mayBegin() && to - from >= PREFACE.length && begins(bytes, from, to, PREFACE)) {
            framesArrive = true;
            framesLeave |= !begun;
        }
        begun = true;
        return framesArrive ? http2.arriving(bytes, from, to) : http1.arriving(bytes, from, to);
    }

    @Override
    public void leaving(ByteBuffer bytes, int from, int to) {
        if (framesLeave) {
            http2.leaving(bytes, from, to);
        } else if (to - from >= SWITCHING.length && begins(bytes, from, to, SWITCHING)) {
            framesLeave = true;
            http2.leaving(bytes, endOfHead(bytes, from, to), to);
        }
    }

    private static int endOfHead(ByteBuffer bytes, int from, int to) {
        for (int i = from; i + END_OF_HEAD.length <= to; i++) {
            if (begins(bytes, i, to, END_OF_HEAD)) {
                return i + END_OF_HEAD.length;
            }
        }
        return to;
    }

    /** Returns whether the available bytes begin like this. */
    private static boolean begins(ByteBuffer bytes, int from, int to, byte[] expected) {
        for (int i = 0; i < Math.min(expected.length, to - from); i++) {
            if (bytes.get(from + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
