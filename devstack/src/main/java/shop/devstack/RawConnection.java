package shop.devstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection on which a test sends whatever bytes it likes, HTTP/2 frames among them. Not thread-safe. */
public final class RawConnection implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    private final Socket socket;

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    /** Connects to this port of the loopback address. */
    public static RawConnection plain(int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** As {@link #plain}, over TLS. */
    public static RawConnection secure(int port, SSLContext context, String protocol) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        return handshaken(socket, protocol);
    }

    /**
     * Connects from a chosen address of this machine to this port of the loopback address.
     *
     * @param tls empty: plaintext
     */
    public static RawConnection from(String address, int port, Optional<SSLContext> tls, String protocol)
            throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        if (tls.isEmpty()) {
            return new RawConnection(socket);
        }
        var secure = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
        return handshaken(secure, protocol);
    }

    private static RawConnection handshaken(SSLSocket socket, String protocol) throws IOException {
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawConnection(socket);
    }

    /** Sends all of it, or as much as the other end takes; whether that was all. */
    public boolean send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    public boolean send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection http2() throws IOException {
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        send(frame(SETTINGS, 0, 0, new byte[0]));
        return this;
    }

    /** What comes until the other end closes, or nothing for this long. */
    public String read(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        var read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        var buffer = new byte[65536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException | SocketException over) {
            // What was read counts.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** What comes first, within this time. */
    public String readSome(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        var buffer = new byte[65536];
        int n = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1);
    }

    /** What comes until this is part of it, the other end closes, or nothing comes for this long. */
    public String readUntil(String expected, int milliseconds) throws IOException {
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
    public boolean isClosed(int milliseconds) throws IOException {
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

    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(number(stream));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    public static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** The header block of a GET of a path over TLS, without indexing. */
    public static byte[] get(String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x87); // :scheme https
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        return block.toByteArray();
    }

    /** The header block of a POST to a path, without indexing. */
    public static byte[] post(String path, String contentType) {
        var block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        literal(block, 15, contentType);
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        // Without indexing, a name of the static table (RFC 7541, section 6.2.2), of which 15 takes a second byte with
        // the rest.
        if (name < 15) {
            block.write(name);
        } else {
            block.write(15);
            block.write(31 - 15);
        }
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
