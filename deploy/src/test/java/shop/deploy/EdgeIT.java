package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.devstack.RawConnection.CONTINUATION;
import static shop.devstack.RawConnection.END_HEADERS;
import static shop.devstack.RawConnection.END_STREAM;
import static shop.devstack.RawConnection.HEADERS;
import static shop.devstack.RawConnection.RST_STREAM;
import static shop.devstack.RawConnection.frame;
import static shop.devstack.RawConnection.get;
import static shop.devstack.RawConnection.number;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.Order;
import shop.contract.order.WatchOrderRequest;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.RawConnection;

/**
 * HAProxy with the files of the component, in front of a node's port, both over TLS as in production. Its limits go by the source,
 * so each test that meets one comes from an address of its own.
 */
@Timeout(120)
@EnabledIf(value = "available", disabledReason = "no haproxy, or no openssl, on PATH")
class EdgeIT {
    private static final int SECOND = 1000;
    private static final String NEXT =
            "GET /v1/orders/next HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";

    @TempDir
    static Path folder;

    private static DevelopmentCertificates certificates;
    private static EdgeOrders node;
    private static HaProxy edge;
    private static HttpClient http;
    /** Takes as long as the time-out of the edge. */
    private static CompletableFuture<String> trickle;

    static boolean available() {
        return HaProxy.available() && DevelopmentCertificates.available();
    }

    @BeforeAll
    static void start() throws Exception {
        certificates = DevelopmentCertificates.make(folder.resolve("made"), "order-service", "edge", "shop");
        // The node has one certificate, and the edge expects that of each service where it calls it.
        node = EdgeOrders.start(certificates.settings("order-service"));
        edge = HaProxy.secure(node.port(), files("tls", certificates));
        http = HttpClient.newBuilder().sslContext(certificates.clientContext()).build();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> json("/v1/orders/first").statusCode() == 200);
        trickle = CompletableFuture.supplyAsync(EdgeIT::trickle);
    }

    @AfterAll
    static void stop() {
        edge.close();
        node.close();
    }

    /** As cert-manager writes them. */
    private static Path files(String name, DevelopmentCertificates from) throws IOException {
        var files = folder.resolve(name);
        for (var kind : List.of("certificate", "identity")) {
            var to = Files.createDirectories(files.resolve(kind));
            var identity = kind.equals("identity") ? "edge" : "shop";
            Files.copy(from.certificate(identity), to.resolve("tls.crt"));
            Files.copy(from.key(identity), to.resolve("tls.key"));
            Files.copy(from.authority(), to.resolve("ca.crt"));
        }
        return files;
    }

    @Test
    void theProgramHasNoComplaintAboutTheFile() throws Exception {
        assertThat(HaProxy.complaint(HaProxy.environment(8443, 8080, folder.resolve("tls"))))
                .isEmpty();
        assertThat(HaProxy.complaint(HaProxy.environment(8443, 8080, null))).isEmpty();
    }

    @Test
    void grpcPassesAndSoDoesItsStream() throws Exception {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", edge.port())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(certificates.authority().toFile())
                        .build())
                .build();
        try {
            var request = GetOrderRequest.newBuilder().setId("one").build();
            assertThat(ClientCalls.blockingUnaryCall(
                            channel, method(MethodType.UNARY, "GetOrder", request), options(), request))
                    .isEqualTo(Order.newBuilder()
                            .setId("one")
                            .setUserId("127.0.0.1")
                            .build());

            var watch = WatchOrderRequest.newBuilder().setId("one").build();
            var changes = ClientCalls.blockingServerStreamingCall(
                    (Channel) channel, method(MethodType.SERVER_STREAMING, "WatchOrder", watch), options(), watch);
            assertThat(List.of(changes.next().getRevision(), changes.next().getRevision()))
                    .containsExactly(1L, 2L);
        } finally {
            channel.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void jsonAndGrpcWebPassAndSoDoesAWatch(HttpClient.Version version) throws Exception {
        assertThat(send(request("/v1/orders/one").version(version), BodyHandlers.ofString()))
                .satisfies(answer -> {
                    assertThat(answer.version()).isEqualTo(version);
                    assertThat(answer.body()).contains("\"userId\":\"127.0.0.1\"");
                });
        var call = GetOrderRequest.newBuilder().setId("one").build().toByteArray();
        var framed = ByteBuffer.allocate(5 + call.length)
                .put((byte) 0)
                .putInt(call.length)
                .put(call);
        var web = request("/order.OrderService/GetOrder")
                .version(version)
                .header("content-type", "application/grpc-web+proto")
                .POST(HttpRequest.BodyPublishers.ofByteArray(framed.array()));
        assertThat(send(web, BodyHandlers.ofString(StandardCharsets.ISO_8859_1)).body())
                .contains("127.0.0.1", "grpc-status:0");
        var watch = send(request("/v1/orders/one:watch").version(version), BodyHandlers.ofLines());
        assertThat(watch.body().limit(2))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("revision"));
    }

    @Test
    void theNodeKnowsTheCallersAddressWhateverTheCallerSays() throws Exception {
        try (var caller = client("127.0.0.9", "http/1.1")) {
            caller.send("GET /v1/orders/one HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 203.0.113.7\r\n"
                    + "Forwarded: for=203.0.113.7\r\nConnection: close\r\n\r\n");

            // Nor is the edge's certificate taken for the caller's.
            assertThat(caller.read(10 * SECOND)).contains("\"userId\":\"127.0.0.9\"");
        }
        var direct = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/v1/orders/one"))
                .header("X-Forwarded-For", "203.0.113.7");
        assertThat(send(direct, BodyHandlers.ofString()).body()).contains("\"userId\":\"127.0.0.1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/alive", "/metrics", "/", "/v1/nothing", "/grpc.health.v1.Health/Check"})
    void nothingElseIsServed(String path) throws Exception {
        int before = node.calls.get();
        assertThat(json(path)).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("\"code\":404", "ROUTE_NOT_FOUND");
        });
        assertThat(node.calls.get()).isEqualTo(before);
        assertThat(json("/edge").statusCode()).isEqualTo(200);
    }

    @Test
    void aHeaderBlockWithoutAnEndEndsAtTheEdgeWhileTheNodeAnswers() throws Exception {
        int before = node.calls.get();
        for (int i = 0; i < 20; i++) {
            try (var attacker = client("127.0.0.10", "h2").http2()) {
                attacker.send(frame(HEADERS, END_STREAM, 1, get("/v1/orders/flood")));
                for (int j = 0; j < 100 && attacker.send(frame(CONTINUATION, 0, 1, new byte[1000])); j++) {
                    // until it is closed
                }
                assertThat(attacker.isClosed(5 * SECOND)).isTrue();
            }
            var begun = System.nanoTime();
            assertThat(json("/v1/orders/calm").statusCode()).isEqualTo(200);
            assertThat(health()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
        assertThat(node.calls.get()).isEqualTo(before + 20);
    }

    @Test
    void moreHeadersThanANodeTakesAreRefusedAtTheEdge() throws Exception {
        int before = node.calls.get();
        var many = IntStream.range(0, 80).mapToObj(i -> "x-" + i + ": v\r\n").collect(Collectors.joining());
        for (var headers : List.of(many, "x: " + "v".repeat(20_000) + "\r\n")) {
            try (var caller = client("127.0.0.18", "http/1.1")) {
                caller.send("GET /v1/orders/one HTTP/1.1\r\nHost: shop.example\r\n" + headers + "\r\n");
                assertThat(caller.read(10 * SECOND)).startsWith("HTTP/1.1 400");
            }
        }
        var http2 = request("/v1/orders/one");
        IntStream.range(0, 80).forEach(i -> http2.header("x-" + i, "v"));
        assertThatThrownBy(() -> send(http2, BodyHandlers.ofString())).hasMessageContaining("RST_STREAM");
        assertThat(node.calls.get()).isEqualTo(before);
    }

    @Test
    void oneSourceHasAShareOfTheConnections() throws Exception {
        var open = new ArrayList<RawConnection>();
        int refused = 0;
        for (int i = 0; i < 2 * HaProxy.CONNECTIONS_PER_SOURCE; i++) {
            try {
                open.add(client("127.0.0.11", "h2"));
            } catch (IOException e) {
                refused++; // before the handshake
            }
        }
        assertThat(refused).isEqualTo(HaProxy.CONNECTIONS_PER_SOURCE);
        assertThat(json("/v1/orders/one").statusCode()).isEqualTo(200);
        for (var connection : open) {
            connection.close();
        }
    }

    @Test
    void oneSourceHasARateOfRequestsAndLosesItsConnectionBeyondTwice() throws Exception {
        // The edge answers these itself, so all of them fall into the interval, however slow the node is.
        var requests = "GET /nothing HTTP/1.1\r\nHost: shop.example\r\n\r\n".repeat(3 * HaProxy.REQUESTS_PER_SOURCE);
        try (var caller = client("127.0.0.12", "http/1.1")) {
            caller.send(requests);
            var answers = codes(caller.read(20 * SECOND)).split(",");

            assertThat(answers).hasSizeBetween(2 * HaProxy.REQUESTS_PER_SOURCE, 2 * HaProxy.REQUESTS_PER_SOURCE + 1);
            assertThat(answers[HaProxy.REQUESTS_PER_SOURCE - 1]).isEqualTo("404");
            assertThat(answers[HaProxy.REQUESTS_PER_SOURCE]).isEqualTo("429");
        }
        assertThat(json("/v1/orders/one").statusCode()).isEqualTo(200);
    }

    /** HAProxy drops most of them before they count. */
    @Test
    void callsThatTheClientTakesBackDoNotReachTheNode() throws Exception {
        int before = node.calls.get();
        try (var attacker = client("127.0.0.13", "h2").http2()) {
            for (int i = 0; i < 10 * HaProxy.REQUESTS_PER_SOURCE; i++) {
                attacker.send(frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, get("/v1/orders/reset")));
                attacker.send(frame(RST_STREAM, 0, 2 * i + 1, number(8)));
            }
            assertThat(json("/v1/orders/one").statusCode()).isEqualTo(200);
        }
        assertThat(node.calls.get() - before).isLessThanOrEqualTo(HaProxy.REQUESTS_PER_SOURCE + 1);
    }

    @Test
    void aRequestThatTricklesEndsAtTheEdge() throws Exception {
        assertThat(trickle.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 408").contains("REQUEST_TOO_SLOW");
    }

    private static String trickle() {
        try (var caller = client("127.0.0.14", "http/1.1")) {
            caller.send("POST /v1/orders HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{");
            return caller.read(15 * SECOND);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: \"chunked\"\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\n0 2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}"
            })
    void nothingThatIsAmbiguousReachesTheNodeAsTwoRequests(String rest) throws Exception {
        int before = node.calls.get();
        try (var caller = client("127.0.0.15", "http/1.1")) {
            caller.send("POST /v1/orders HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n" + rest);
            caller.send(NEXT);

            // Where the edge can tell what is meant, it says so in its own framing, and the node answers that alone.
            assertThat(codes(caller.read(2 * SECOND))).isIn("400", "501", "200", "200,200");
        }
        assertThat(node.calls.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aNodeOfAnotherAuthorityIsNotCalled() throws Exception {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "order-service", "edge", "shop");
        int before = node.calls.get();
        try (var stranger = HaProxy.secure(node.port(), files("foreign-tls", foreign));
                var caller = RawConnection.from(
                        "127.0.0.16", stranger.port(), Optional.of(foreign.clientContext()), "http/1.1")) {
            caller.send(NEXT);

            assertThat(caller.read(10 * SECOND)).startsWith("HTTP/1.1 503").contains("NO_NODE");
        }
        assertThat(node.calls.get()).isEqualTo(before);
    }

    @Test
    void renewedCertificatesAreShownWithoutARestart() throws Exception {
        var files = folder.resolve("tls/certificate");
        var shown = shown();
        certificates.renew("shop", "edge");
        Files.writeString(files.resolve("tls.key"), Files.readString(certificates.key("shop")));
        Files.writeString(files.resolve("tls.crt"), Files.readString(certificates.certificate("shop")));

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> !shown().equals(shown));
        assertThat(json("/v1/orders/one").statusCode()).isEqualTo(200);
    }

    private static X509Certificate shown() throws Exception {
        var client =
                HttpClient.newBuilder().sslContext(certificates.clientContext()).build();
        var answer = client.send(request("/edge").build(), BodyHandlers.discarding());
        return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    @Test
    void withoutTlsItPassesTheSame() throws Exception {
        try (var open = EdgeOrders.start("shop.grpc.edge.addresses = 127.0.0.1");
                var plain = HaProxy.plain(open.port())) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                try (var caller = RawConnection.from("127.0.0.17", plain.port(), Optional.empty(), "")) {
                    caller.send(NEXT.replace("shop.example", "localhost"));
                    assertThat(caller.read(5 * SECOND))
                            .startsWith("HTTP/1.1 200")
                            .contains("127.0.0.17");
                }
            });
        }
    }

    private static RawConnection client(String from, String protocol) throws IOException {
        return RawConnection.from(from, edge.port(), Optional.of(certificates.clientContext()), protocol);
    }

    private static int health() throws Exception {
        return send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/health")),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> json(String path) throws Exception {
        return send(request(path), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + edge.port() + path));
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(10)).build(), body);
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked") // what getDefaultInstanceForType promises
    private static <R extends Message> MethodDescriptor<R, Order> method(MethodType type, String name, R request) {
        return MethodDescriptor.<R, Order>newBuilder()
                .setType(type)
                .setFullMethodName("order.OrderService/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller((R) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(Order.getDefaultInstance()))
                .build();
    }

    private static String codes(String answers) {
        return Pattern.compile("HTTP/1\\.[01] (\\d{3}) ")
                .matcher(answers)
                .results()
                .map(answer -> answer.group(1))
                .collect(Collectors.joining(","));
    }
}
