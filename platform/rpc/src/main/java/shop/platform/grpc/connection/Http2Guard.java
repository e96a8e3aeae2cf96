package shop.platform.grpc.connection;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Bounds the work that one HTTP/2 connection may cause without a call: the size and the frames of a header block, which
 * Akka HTTP bounds only when it is complete; empty frames; streams that the client cancels (rapid reset,
 * CVE-2023-44487), which are counted here before their calls begin; and streams that the server resets because of what
 * the client sends (MadeYouReset, CVE-2025-8671), which Akka HTTP does not count.
 */
final class Http2Guard implements WireGuard {
    private static final int PREFACE = 24;
    private static final int HEADER = 9;
    /** What every server accepts, and ours does not raise: RFC 9113, section 4.2. */
    private static final int MAX_FRAME = 16384;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int NO_ERROR = 0;
    private static final int INTERNAL_ERROR = 2;
    private static final int CANCEL = 8;

    private final ConnectionSettings settings;
    private final Frames in;
    private final Frames out = new Frames(0);
    private final Budget idle;
    private final Budget updates;
    private final Budget clientResets;
    private final Budget serverResets;
    private boolean blockIsOpen;
    private int blockBytes;
    private int blockFrames;

    Http2Guard(ConnectionSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        in = new Frames(PREFACE);
        idle = new Budget(
                Rejection.IDLE_FRAMES, "frames without a call", settings.idleFrames(), settings.interval(), nanoTime);
        updates = new Budget(
                Rejection.WINDOW_UPDATES, "window updates", settings.windowUpdates(), settings.interval(), nanoTime);
        clientResets = new Budget(
                Rejection.CLIENT_RESETS,
                "resets by the client",
                settings.clientResets(),
                settings.interval(),
                nanoTime);
        serverResets = new Budget(
                Rejection.SERVER_RESETS,
                "resets by the server",
                settings.serverResets(),
                settings.interval(),
                nanoTime);
    }

    @Override
    public int arriving(ByteBuffer bytes, int from, int to) {
        in.read(bytes, from, to, this::arrived);
        return ALL;
    }

    @Override
    public void leaving(ByteBuffer bytes, int from, int to) {
        out.read(bytes, from, to, this::left);
    }

    private void arrived(int length, int type, int flags, int code) {
        if (length > MAX_FRAME) {
            throw new Violation(Rejection.FRAME, "frame: " + length + " bytes (expected: at most " + MAX_FRAME + ")");
        }
        if (blockIsOpen != (type == CONTINUATION)) {
            throw new Violation(
                    Rejection.FRAME, "frame: type " + type + (blockIsOpen ? " within a header block" : " without one"));
        }
        switch (type) {
            case HEADERS, CONTINUATION -> headers(length, flags);
            case WINDOW_UPDATE -> updates.take();
            case DATA -> {
                if (length == 0 && (flags & END_STREAM) == 0) {
                    idle.take();
                }
            }
            case RST_STREAM -> clientResets.take();
            default -> idle.take();
        }
    }

    private void headers(int length, int flags) {
        blockFrames = blockIsOpen ? blockFrames + 1 : 1;
        blockBytes = blockIsOpen ? blockBytes + length : length;
        if (blockBytes > settings.headerBlockBytes() || blockFrames > settings.headerBlockFrames()) {
            throw new Violation(
                    Rejection.HEADER_BLOCK,
                    "header block: " + blockBytes + " bytes in " + blockFrames + " frames (expected: at most "
                            + settings.headerBlockBytes() + " in " + settings.headerBlockFrames() + ")");
        }
        blockIsOpen = (flags & END_HEADERS) == 0;
    }

    /** The client does not cause our own failures, or streams that nobody waits for. */
    private void left(int length, int type, int flags, int code) {
        if (type == RST_STREAM && code != NO_ERROR && code != INTERNAL_ERROR && code != CANCEL) {
            serverResets.take();
        }
    }

    @FunctionalInterface
    private interface Look {
        /** @param code the first four bytes of a RST_STREAM's payload, otherwise 0 */
        void at(int length, int type, int flags, int code);
    }

    /** The parsing state of one direction. */
    private static final class Frames {
        private final byte[] header = new byte[HEADER];
        private int filled;
        private long toSkip;
        private int codeBytes;
        private int code;

        private Frames(int toSkip) {
            this.toSkip = toSkip;
        }

        private void read(ByteBuffer bytes, int from, int to, Look look) {
            int i = from;
            while (i < to) {
                if (codeBytes > 0) {
                    code = code << 8 | bytes.get(i++) & 0xff;
                    toSkip--;
                    if (--codeBytes == 0) {
                        look.at(4, RST_STREAM, header[4], code);
                    }
                } else if (toSkip > 0) {
                    long skipped = Math.min(toSkip, to - i);
                    toSkip -= skipped;
                    i += (int) skipped;
                } else {
                    header[filled++] = bytes.get(i++);
                    if (filled == HEADER) {
                        filled = 0;
                        begin(look);
                    }
                }
            }
        }

        private void begin(Look look) {
            int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
            toSkip = length;
            if (header[3] == RST_STREAM && length == 4) {
                codeBytes = 4;
                code = 0;
            } else {
                look.at(length, header[3] & 0xff, header[4], 0);
            }
        }
    }

    /** Counts up to a maximum per interval; more end the connection. */
    private static final class Budget {
        private final Rejection reason;
        private final String what;
        private final int most;
        private final long interval;
        private final LongSupplier nanoTime;
        private long begun;
        private int taken;

        private Budget(Rejection reason, String what, int most, long interval, LongSupplier nanoTime) {
            this.reason = reason;
            this.what = what;
            this.most = most;
            this.interval = interval;
            this.nanoTime = nanoTime;
            begun = nanoTime.getAsLong();
        }

        private void take() {
            if (++taken <= most) {
                return;
            }
            long now = nanoTime.getAsLong();
            if (now - begun <= interval) {
                throw new Violation(reason, what + ": " + taken + " (expected: at most " + most + " in the interval)");
            }
            begun = now;
            taken = 1;
        }
    }
}
