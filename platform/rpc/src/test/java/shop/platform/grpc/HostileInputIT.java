package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.User;

/** Whatever is sent, the server goes on answering others. */
@Timeout(120)
class HostileInputIT extends OneServer {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @AfterEach
    void theServerStillAnswers() {
        User user = server.call(
                "user.UserService/CreateUser",
                CreateUserRequest.newBuilder().setName("still").build(),
                User.getDefaultInstance(),
                io.grpc.CallOptions.DEFAULT.withDeadlineAfter(30, java.util.concurrent.TimeUnit.SECONDS),
                new io.grpc.Metadata());
        assertThat(user.getName()).isEqualTo("still");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /v1/users?a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /v1/users/%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "NONSENSE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "POST /v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void aMalformedRequestOfHttp1IsAnsweredWithAClientError(String request) throws Exception {
        assertThat(exchange(request.getBytes(StandardCharsets.ISO_8859_1)))
                .matches("(?s)(HTTP/1\\.[01] (4|501|505).*)?");
    }

    @Test
    void tooManyAndTooLongHeadersAreRefused() throws Exception {
        String many = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + "X-A: b\r\n".repeat(1000) + "\r\n";
        String big = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: " + "b".repeat(100_000) + "\r\n\r\n";
        String path = "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

        assertThat(exchange(many.getBytes(StandardCharsets.US_ASCII))).doesNotContain(" 200 ");
        assertThat(exchange(big.getBytes(StandardCharsets.US_ASCII))).doesNotContain(" 200 ");
        assertThat(exchange(path.getBytes(StandardCharsets.US_ASCII))).doesNotContain(" 200 ");
    }

    @Test
    void brokenFramesOfHttp2EndTheirConnectionOnly() throws Exception {
        byte[] settings = frame(4, 0, 0, new byte[0]);
        send(PREFACE, settings, frame(0, 1, 1, new byte[10]));
        send(PREFACE, settings, frame(1, 5, 1, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF}));
        send(PREFACE, settings, frame(8, 0, 0, new byte[] {0, 0, 0, 0}));
        send(PREFACE, settings, frame(4, 0, 0, new byte[5]));
        send(PREFACE, settings, frame(9, 0, 1, new byte[4]));
        send(PREFACE, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0, 0, 1});
        send(java.util.Arrays.copyOf(PREFACE, 12));
    }

    @Test
    void noiseEndsItsConnectionOnly() throws Exception {
        Random random = new Random(17);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[random.nextInt(5000)];
            random.nextBytes(noise);
            send(noise);
            send(PREFACE, noise);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0000000005",
                "00FFFFFFFF0A",
                "007FFFFFFF0A",
                "8000000000",
                "00000000020A05",
                "0000000003FFFFFF",
                "01000000021F8B",
                "000000000000000000",
                "00000000040A02C328"
            })
    void aBrokenMessageIsTheCallersFault(String hex) throws Exception {
        byte[] body = java.util.HexFormat.of().parseHex(hex);
        String head = "POST /user.UserService/GetUser HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: application/grpc-web\r\nGrpc-Encoding: gzip\r\nContent-Length: " + body.length
                + "\r\n\r\n";

        String response = exchange(head.getBytes(StandardCharsets.US_ASCII), body);

        assertThat(response).startsWith("HTTP/1.1 200").contains("grpc-status:3");
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

    /** Sends, and goes away. */
    private static void send(byte[]... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            write(socket, parts);
        } catch (SocketException closedByServer) {
            assertThat(closedByServer).isNotNull();
        }
    }

    /** Sends, then reads what comes until the server closes. */
    private static String exchange(byte[]... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            try {
                write(socket, parts);
                socket.getInputStream().transferTo(received);
            } catch (SocketException closedByServer) {
                return received.toString(StandardCharsets.ISO_8859_1);
            }
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static void write(Socket socket, byte[]... parts) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (byte[] part : parts) {
            out.write(part);
        }
        out.flush();
    }
}
