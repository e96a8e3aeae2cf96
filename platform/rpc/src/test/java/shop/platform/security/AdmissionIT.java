package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.devstack.TraceReceiver;

/** Who calls, how often and which method is decided by the headers, while the body is still to come. */
@Timeout(120)
class AdmissionIT {
    private static final String UNAUTHENTICATED = "16";
    private static final String PERMISSION_DENIED = "7";

    private static final Pattern STATUS = Pattern.compile("grpc-status: ?([0-9]+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final TestIssuer ISSUER = TestIssuer.withKey("1");

    @TempDir
    private static Path folder;

    private static TraceReceiver traces;
    private static SecuredServer server;

    @BeforeAll
    static void start() throws IOException {
        var jwks = Files.writeString(folder.resolve("jwks.json"), ISSUER.jwks());
        traces = TraceReceiver.listen(0);
        server = SecuredServer.start(SecuredServer.enforced(
                "shop.security.tokens.jwks-file = \"" + jwks + "\"\nshop.telemetry { sampling = 0, otlp { endpoint = \""
                        + traces.endpoint() + "\", interval = 100ms } }\n"));
    }

    @AfterAll
    static void stop() {
        server.close();
        traces.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/users                  | application/json          | HTTP/1.1 401",
                "/v1/users/7:deactivate     | application/json          | HTTP/1.1 401",
                "/user.UserService/CreateUser | application/grpc        | grpc-status: 16",
                "/user.UserService/CreateUser | application/grpc-web    | HTTP/1.1 200",
                "/user.UserService/CreateUser | application/grpc-web-text | HTTP/1.1 200",
                "/order.OrderService/WatchOrder | application/grpc      | grpc-status: 16"
            })
    void aStrangerIsAnsweredWithoutTheBody(String path, String type, String expected) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.uri("/").getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nContent-Type: " + type
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

            var head = new StringBuilder();
            for (var line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
                head.append(line).append('\n');
            }

            assertThat(head.toString()).containsIgnoringCase(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"Bearer forged, 401", "Basic YTpi, 401", ", 401"})
    void whatAStrangerSendsIsNotEvenLookedAt(String authorization, int status) throws Exception {
        var headers = authorization == null ? Map.<String, String>of() : Map.of("authorization", authorization);

        assertThat(json("/v1/users", "{no JSON", headers)).isEqualTo(status);
        assertThat(web("user.UserService/CreateUser", headers)).isEqualTo(UNAUTHENTICATED);
        assertThat(web("order.OrderService/WatchOrder", headers)).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    void norIsWhatComesFromACallerWhoMayNotCallTheMethod() throws Exception {
        var headers = Map.of("authorization", "Bearer " + ISSUER.token(SecuredServer.OTHER));

        assertThat(json("/v1/users", "{no JSON", headers)).isEqualTo(403);
        assertThat(web("user.UserService/CreateUser", headers)).isEqualTo(PERMISSION_DENIED);
    }

    @Test
    void aStrangerCannotHaveItsCallsRecordedAndACallerCan() throws Exception {
        for (int call = 0; call < 3; call++) {
            json("/v1/users", "{}", Map.of("traceparent", traceparent("a" + call)));
            web("order.OrderService/WatchOrder", Map.of("traceparent", traceparent("b" + call)));
            json("/v1/users", "{}", Map.of("traceparent", traceparent("c" + call), "authorization", "Bearer forged"));
        }
        var known = Map.of(
                "traceparent", traceparent("d0"), "authorization", "Bearer " + ISSUER.token(SecuredServer.OTHER));
        var several = HttpRequest.newBuilder(server.uri("/v1/users/" + SecuredServer.OTHER))
                .header("authorization", known.get("authorization"))
                .header("traceparent", traceparent("e0"))
                .header("traceparent", traceparent("e1"));
        HTTP.send(several.build(), BodyHandlers.discarding());
        json("/v1/users", "{}", known);

        // Spans leave in the order in which they end.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isRecorded("d0"));
        assertThat(List.of("a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2", "e0", "e1"))
                .noneMatch(AdmissionIT::isRecorded);
    }

    private static boolean isRecorded(String name) {
        return !traces.store().trace(trace(name)).isEmpty();
    }

    private static String trace(String name) {
        return name.repeat(16);
    }

    private static String traceparent(String name) {
        return "00-" + trace(name) + "-" + "1".repeat(16) + "-01";
    }

    private static int json(String path, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(server.uri(path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String web(String method, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(server.uri("/" + method))
                .header("content-type", "application/grpc-web")
                .POST(BodyPublishers.ofByteArray(new byte[] {0, 0, 0, 0, 1, 7}));
        headers.forEach(request::header);
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        return STATUS.matcher(answer.body())
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseGet(() -> answer.headers().firstValue("grpc-status").orElse("none"));
    }
}
