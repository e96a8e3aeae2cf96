package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.RawConnection;

/** Whom the server believes about the address of a caller. */
@Timeout(120)
class ForwardedForIT {
    private static final String TRUSTING = "shop.grpc.edge.addresses = \"127.0.0.0/8\"\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "10.0.0.1, 203.0.113.7 | 203.0.113.7",
                "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "unknown | 127.0.0.1",
                "example.com | 127.0.0.1"
            })
    void theLastAddressThatTheEdgeNamesIsTheCallers(String header, String source) throws Exception {
        try (var server = TestServer.start(TRUSTING)) {
            call(server, "http", HttpClient.newHttpClient(), header);

            assertThat(server.users.lastContext.source().orElseThrow().getHostAddress())
                    .isEqualTo(source);
        }
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        try (var server = TestServer.start("shop.grpc.edge.addresses = 127.0.0.2")) {
            call(server, "http", HttpClient.newHttpClient(), "203.0.113.7");

            assertThat(server.users.lastContext.source().orElseThrow().getHostAddress())
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    @EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
    void theEdgeIsKnownByItsCertificateWhichIsNotTheCallers(@TempDir Path folder) throws Exception {
        var certificates = DevelopmentCertificates.make(folder, "user-service", "order-service", "edge");
        try (var server = TestServer.start(certificates.settings("user-service"))) {
            call(server, "https", client(certificates.contextOf("edge")), "203.0.113.7");
            assertThat(server.users.lastContext.source().orElseThrow().getHostAddress())
                    .isEqualTo("203.0.113.7");
            assertThat(server.users.lastContext.peer()).isEmpty();

            for (var other : new SSLContext[] {certificates.contextOf("order-service"), certificates.clientContext()}) {
                call(server, "https", client(other), "203.0.113.7");
                assertThat(server.users.lastContext.source().orElseThrow().getHostAddress())
                        .isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void eachOfTheEdgesCallersHasAShareOfStreamsAndOfRequestsThatArrive() throws Exception {
        try (var server = TestServer.start(TRUSTING + """
                shop.grpc { streams.calls.most-per-source = 3, connections.requests-arriving-per-source = 3 }
                """)) {
            var open = new ArrayList<RawConnection>();
            for (var address : new String[] {"203.0.113.7", "203.0.113.8"}) {
                for (int i = 0; i < 3; i++) {
                    open.add(send(server, "GET /v1/users/endless:watch HTTP/1.1", address, "\r\n"));
                    open.add(send(server, "POST /v1/users HTTP/1.1", address, "Content-Length: 9\r\n\r\n{"));
                }
            }
            await().until(() -> server.server.callsInFlight() == 12);
            try (var stream = send(server, "GET /v1/users/endless:watch HTTP/1.1", "203.0.113.7", "\r\n");
                    var request = send(server, "POST /v1/users HTTP/1.1", "203.0.113.7", "Content-Length: 9\r\n\r\n{");
                    var other = send(server, "GET /v1/users/endless:watch HTTP/1.1", "203.0.113.9", "\r\n")) {
                assertThat(stream.readSome(10_000)).contains("429");
                assertThat(request.readSome(10_000)).contains("429");
                assertThat(other.readSome(10_000)).contains("200");
            }
            for (var connection : open) {
                connection.close();
            }
        }
    }

    private static RawConnection send(TestServer server, String line, String caller, String rest) throws IOException {
        var connection = RawConnection.plain(server.port());
        connection.send(line + "\r\nHost: localhost\r\nX-Forwarded-For: " + caller
                + "\r\nContent-Type: application/json\r\n" + rest);
        return connection;
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** Two headers are as good as one with a comma. */
    private static void call(TestServer server, String scheme, HttpClient http, String forwardedFor) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + server.port() + "/v1/users/any"));
        Stream.of(forwardedFor.split(", ")).forEach(value -> request.header("X-Forwarded-For", value));
        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(404);
    }
}
