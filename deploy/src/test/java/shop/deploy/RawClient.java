package shop.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection from a chosen address of this machine, on which a test sends whatever bytes it likes. */
final class RawClient implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** @param tls empty: plaintext */
    static RawClient connect(String from, int port, Optional<SSLContext> tls, String protocol) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        if (tls.isEmpty()) {
            return new RawClient(socket);
        }
        var secure = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
        var parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return new RawClient(secure);
    }

    /** Sends all of it, or as much as the other end takes; whether that was all. */
    boolean send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    boolean send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient http2() throws IOException {
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        send(frame(SETTINGS, 0, 0, new byte[0]));
        return this;
    }

    /** What comes until the other end closes, or nothing for this long. */
    String read(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        var read = new ByteArrayOutputStream();
        var buffer = new byte[65536];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException | SocketException over) {
            // What was read counts.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** What comes until this is part of it, the other end closes, or nothing comes for this long. */
    String readUntil(String expected, int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        var read = new StringBuilder();
        var buffer = new byte[65536];
        try {
            for (int n = 0;
                    n >= 0 && read.indexOf(expected) < 0;
                    n = socket.getInputStream().read(buffer)) {
                read.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException | SocketException over) {
            // What was read counts.
        }
        return read.toString();
    }

    /** Whether the other end has closed the connection, as far as it shows within this time. */
    boolean isClosed(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        var buffer = new byte[65536];
        try {
            int n = 0;
            while (n >= 0) {
                n = socket.getInputStream().read(buffer);
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags
        });
        frame.writeBytes(number(stream));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** The header block of a GET, without indexing (RFC 7541, section 6.2.2). */
    static byte[] get(String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x87); // :scheme https
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
