package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;

@Timeout(120)
class GrpcWebIT {

    private record Frame(int flags, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }

    private static final String ORIGIN = "https://shop.example";

    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = TestServer.start("shop.grpc.allowed-origins = \"" + ORIGIN + " http://localhost:3000\"");
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCallIsAMessageFrameAndATrailerFrame() throws Exception {
        HttpResponse<byte[]> response = call(
                "/user.UserService/CreateUser",
                frame(CreateUserRequest.newBuilder().setName("web").build()),
                "application/grpc-web+proto");

        List<Frame> frames = frames(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/grpc-web+proto");
        assertThat(User.parseFrom(frames.get(0).bytes()).getName()).isEqualTo("web");
        assertThat(frames.get(1).flags()).isEqualTo(0x80);
        assertThat(frames.get(1).text()).contains("grpc-status:0");
    }

    @Test
    void theTextVariantIsTheSameInBase64() throws Exception {
        byte[] request = Base64.getEncoder()
                .encode(frame(CreateUserRequest.newBuilder().setName("text").build()));

        HttpResponse<byte[]> response =
                call("/user.UserService/CreateUser", request, "application/grpc-web-text+proto");

        String body = new String(response.body(), StandardCharsets.US_ASCII);
        ByteBuffer decoded = ByteBuffer.allocate(body.length());
        // Each part is padded for itself.
        for (String part : body.split("(?<==)(?=[^=])")) {
            decoded.put(Base64.getDecoder().decode(part));
        }
        decoded.flip();
        byte[] bytes = new byte[decoded.remaining()];
        decoded.get(bytes);
        assertThat(User.parseFrom(frames(bytes).get(0).bytes()).getName()).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 6, 8})
    void aTextMayBeInPartsEachWithItsPadding(int end) throws Exception {
        byte[] frame = frame(GetUserRequest.newBuilder().setId("nobody").build());
        String text = Base64.getEncoder().encodeToString(Arrays.copyOf(frame, end))
                + Base64.getEncoder().encodeToString(Arrays.copyOfRange(frame, end, frame.length));

        HttpResponse<byte[]> response = call(
                "/user.UserService/GetUser", text.getBytes(StandardCharsets.US_ASCII), "application/grpc-web-text");

        String answer = new String(response.body(), StandardCharsets.US_ASCII);
        assertThat(new String(Base64.getDecoder().decode(answer), StandardCharsets.ISO_8859_1))
                .contains("grpc-status:5");
    }

    @Test
    void anErrorIsInTheTrailerFrameWithItsDetails() throws Exception {
        HttpResponse<byte[]> response = call(
                "/user.UserService/GetUser",
                frame(GetUserRequest.newBuilder().setId("nobody").build()),
                "application/grpc-web");

        Frame trailers = frames(response.body()).get(0);
        assertThat(trailers.flags()).isEqualTo(0x80);
        assertThat(trailers.text()).contains("grpc-status:5", "grpc-status-details-bin:");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void aTruncatedFrameIsTheCallersFault() throws Exception {
        byte[] frame = frame(GetUserRequest.newBuilder().setId("nobody").build());

        HttpResponse<byte[]> response =
                call("/user.UserService/GetUser", Arrays.copyOf(frame, 7), "application/grpc-web");

        assertThat(frames(response.body()).get(0).text()).contains("grpc-status:3");
    }

    @Test
    void aPageOfAnAllowedOriginMayAsk() throws Exception {
        HttpResponse<Void> preflight = preflight(ORIGIN);

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .contains(ORIGIN);
        assertThat(preflight
                        .headers()
                        .firstValue("access-control-allow-methods")
                        .orElseThrow())
                .contains("POST");
    }

    @Test
    void aPageOfAnotherOriginMayNot() throws Exception {
        HttpResponse<Void> preflight = preflight("https://evil.example");

        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void anAllowedPageCanReadTheStatusOfItsCall() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/user.UserService/GetUser"))
                .header("content-type", "application/grpc-web")
                .header("origin", ORIGIN)
                .POST(BodyPublishers.ofByteArray(frame(GetUserRequest.getDefaultInstance())))
                .build();

        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("access-control-allow-origin")).contains(ORIGIN);
        assertThat(response.headers()
                        .firstValue("access-control-expose-headers")
                        .orElseThrow())
                .contains("grpc-status-details-bin");
    }

    @Test
    void grpcIsPostedOnly() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/user.UserService/GetUser"))
                .header("content-type", "application/grpc-web")
                .PUT(BodyPublishers.ofByteArray(frame(GetUserRequest.getDefaultInstance())))
                .build();

        HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());

        assertThat(response.statusCode()).isEqualTo(405);
    }

    private static HttpResponse<Void> preflight(String origin) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.uri("/user.UserService/GetUser"))
                        .header("origin", origin)
                        .header("access-control-request-method", "POST")
                        .header("access-control-request-headers", "content-type,x-grpc-web,grpc-timeout")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
    }

    private static HttpResponse<byte[]> call(String path, byte[] body, String type)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("content-type", type)
                        .header("x-grpc-web", "1")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static byte[] frame(Message message) {
        byte[] bytes = message.toByteArray();
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static List<Frame> frames(byte[] body) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(body);
        while (buffer.hasRemaining()) {
            int flags = buffer.get() & 0xFF;
            byte[] bytes = new byte[buffer.getInt()];
            buffer.get(bytes);
            frames.add(new Frame(flags, bytes));
        }
        return frames;
    }
}
