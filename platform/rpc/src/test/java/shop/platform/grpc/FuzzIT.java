package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.User;
import shop.platform.grpc.HostileRequests.Hostile;

/**
 * Thousands of hostile requests: each is answered cleanly or ends its connection, and the server goes on. {@code -Djqwik.tries.default=1000000}
 * for a longer run; the first ones are always the same.
 */
class FuzzIT {
    private static final String SEED = "20260101";

    private static TestServer server;
    private static Connection connection;

    @BeforeContainer
    static void start() {
        // Read in the tests' own log only; what is being looked for are answers.
        server = TestServer.start("shop.grpc.default-deadline = 5s");
        connection = new Connection();
    }

    @AfterContainer
    static void stop() throws IOException {
        connection.close();
        server.close();
    }

    /** A connection of HTTP/2 holds a hundred requests or so. */
    @Provide
    Arbitrary<Hostile> hostile() {
        return Arbitraries.frequencyOf(
                Tuple.of(99, HostileRequests.all()),
                Tuple.of(1, Arbitraries.longs().map(seed -> new HostileHttp2(seed).next())));
    }

    @Property(seed = SEED)
    void whateverIsSentIsAnsweredCleanlyOrEndsItsConnection(@ForAll("hostile") Hostile hostile) throws IOException {
        if (hostile.isWholeConnection()) {
            connect(hostile.bytes());
            return;
        }
        assertThat(connection.exchange(hostile.bytes()))
                .matches("(HTTP/1.1 (200|4..|501|505) (?s:.*))?")
                .doesNotContain("Exception", "\tat ", "grpc-status:13", "grpc-status:2\r");
    }

    @AfterProperty
    void theServerGoesOn() {
        assertHealthy();
    }

    /** Returns when the server has ended it. */
    private static void connect(byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketException closedByServer) {
            assertThat(closedByServer).isNotNull();
        }
    }

    private static void assertHealthy() {
        var user = server.call(
                "user.UserService/CreateUser",
                CreateUserRequest.newBuilder().setName("still").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                new Metadata());
        assertThat(user.getName()).isEqualTo("still");
        await().until(() -> server.server.callsInFlight() == 0);
    }

    /** Goes on after an answer where the server lets it, and begins anew where it does not. */
    private static final class Connection implements AutoCloseable {
        private Socket socket;
        private InputStream in;

        /** The answer, empty when the server has closed the connection instead. */
        String exchange(byte[] request) throws IOException {
            if (socket == null) {
                socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
            }
            try {
                socket.getOutputStream().write(request);
                var answer = read();
                if (answer.isEmpty()
                        || answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close")) {
                    close();
                }
                return answer;
            } catch (SocketException closedByServer) {
                close();
                return "";
            }
        }

        private String read() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                var next = in.read();
                if (next < 0) {
                    return head.toString();
                }
                head.append((char) next);
            }
            return head + body(head.toString().toLowerCase(java.util.Locale.ROOT));
        }

        private String body(String head) throws IOException {
            if (head.contains("transfer-encoding: chunked")) {
                return chunks();
            }
            var length = head.replaceFirst("(?s).*content-length: (\\d+)\r\n.*", "$1");
            return length.equals(head)
                    ? ""
                    : new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        }

        private String chunks() throws IOException {
            var all = new StringBuilder();
            while (true) {
                var size = Integer.parseInt(line(), 16);
                all.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
                if (size == 0) {
                    for (var trailer = line(); !trailer.isEmpty(); trailer = line()) {
                        all.append(trailer).append("\r\n");
                    }
                    return all.toString();
                }
                line();
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new SocketException("closed within an answer");
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            if (socket != null) {
                socket.close();
                socket = null;
            }
        }
    }
}
