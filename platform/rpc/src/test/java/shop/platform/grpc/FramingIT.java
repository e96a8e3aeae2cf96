package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.RawConnection;

/** Requests about whose end a proxy and the server could differ (RFC 9112), and what comes after them. */
@Timeout(180)
class FramingIT extends OneServer {
    private static final String POST =
            "POST /v1/users/x:deactivate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String NEXT = "GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String LAST = NEXT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    private static final int SILENCE = 1500;
    private static final int PATIENCE = 20_000;

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                request("both", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                request(
                        "both, the other way round",
                        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                request("quoted", "Transfer-Encoding: \"chunked\"\r\nContent-Length: 2\r\n\r\n{}"),
                request("does not parse", "Transfer-Encoding: chunked; q=1, @\r\nContent-Length: 2\r\n\r\n{}"),
                request("does not parse, alone", "Transfer-Encoding: @\r\n\r\n"),
                request("empty", "Transfer-Encoding: \r\nContent-Length: 2\r\n\r\n{}"),
                request("unknown", "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                request(
                        "twice",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                request("control character", "Transfer-Encoding: \u000bchunked\r\nContent-Length: 2\r\n\r\n{}"),
                request("two lengths", "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}"),
                request("one length twice", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                request("signed length", "Content-Length: +2\r\n\r\n{}"),
                request("list of lengths", "Content-Length: 2, 2\r\n\r\n{}"),
                request("negative length", "Content-Length: -2\r\n\r\n{}"),
                request("space within a chunk's size", "Transfer-Encoding: chunked\r\n\r\n0 2\r\n{}\r\n0\r\n\r\n"),
                request("space before a chunk's size", "Transfer-Encoding: chunked\r\n\r\n 2\r\n{}\r\n0\r\n\r\n"),
                request("space after a chunk's size", "Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n\r\n"),
                request("chunk of 0x2", "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"),
                request(
                        "chunk that overflows",
                        "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n"),
                request("no size", "Transfer-Encoding: chunked\r\n\r\n\r\n{}\r\n0\r\n\r\n"),
                request("bare LF after a chunk's size", "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n"),
                request(
                        "bare LF in a chunk's extension",
                        "Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n"),
                request("bare LF after a chunk", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n"),
                request(
                        "length in the trailer",
                        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"),
                request("space before the colon", "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}"),
                request("folded line", "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"),
                request("bare LF in the head", "X: a\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"),
                request("bare CR in the head", "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"),
                request("character that swallows the end of its line", "X: a\u00e0\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of(
                        "chunks in HTTP/1.0",
                        POST.replace("1.1", "1.0")
                                + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    private static Arguments request(String name, String rest) {
        return Arguments.of(name, POST + rest);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void anAmbiguousRequestIsRefusedAndNothingAfterItIsServed(String name, String request) throws IOException {
        try (var connection = RawConnection.plain(server.port())) {
            connection.send(request + NEXT);

            assertThat(codes(connection.read(SILENCE))).isIn("400", "501", "");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void alsoWhenItsBytesComeOneByOne(String name, String request) throws IOException {
        try (var connection = RawConnection.plain(server.port())) {
            for (char c : request.toCharArray()) {
                if (!connection.send(String.valueOf(c))) {
                    break;
                }
            }
            connection.send(NEXT);

            assertThat(codes(connection.read(SILENCE))).isIn("400", "501", "");
        }
    }

    @Test
    void requestsThatAreClearAreServedOneAfterTheOther() throws IOException {
        var chunks =
                "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\n01 ; c\r\n}\r\n0\r\nX-Trailer: \u00c3\u00bc\r\n\r\n";
        var requests = NEXT + POST + "Content-Length: 2\r\n\r\n{}" + POST + chunks + POST
                + "transfer-encoding:\tCHUNKED \r\n\r\n2\r\n{}\r\n0\r\n\r\n" + POST + "Content-Length: 0\r\n\r\n"
                + LAST;
        try (var connection = RawConnection.plain(server.port());
                var slow = RawConnection.plain(server.port())) {
            connection.send(requests);
            for (char c : requests.toCharArray()) {
                slow.send(String.valueOf(c));
            }

            assertThat(codes(connection.read(PATIENCE))).isEqualTo("200,200,200,200,200,200");
            assertThat(codes(slow.read(PATIENCE))).isEqualTo("200,200,200,200,200,200");
        }
    }

    @Test
    void whatIsRefusedIsCountedOncePerConnection() throws IOException {
        double before = server.rejected("ambiguous_request");
        try (var connection = RawConnection.plain(server.port())) {
            connection.send(POST + "Content-Length: 2, 2\r\n\r\n{}" + NEXT);
            connection.send(NEXT);
            connection.read(SILENCE);
        }

        assertThat(server.rejected("ambiguous_request")).isEqualTo(before + 1);
    }

    @Test
    void thePrefaceOfHttp2MayComeInParts() throws IOException {
        try (var connection = RawConnection.plain(server.port())) {
            for (char c : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".toCharArray()) {
                connection.send(String.valueOf(c));
            }
            connection.send(RawConnection.frame(RawConnection.SETTINGS, 0, 0, new byte[0]));
            connection.send(RawConnection.frame(RawConnection.PING, 0, 0, "marco po".getBytes()));

            assertThat(connection.read(SILENCE)).contains("marco po");
        }
    }

    @Test
    @EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
    void theSameHoldsOverTls(@TempDir Path folder) throws IOException {
        var certificates = DevelopmentCertificates.make(folder, "user-service");
        try (var secure = TestServer.start(certificates.settings("user-service"))) {
            for (var ambiguous : ambiguous().toList()) {
                try (var connection = RawConnection.secure(secure.port(), certificates.clientContext(), "http/1.1")) {
                    connection.send(ambiguous.get()[1] + NEXT);

                    assertThat(codes(connection.read(300)))
                            .as(ambiguous.get()[0].toString())
                            .isIn("400", "501", "");
                }
            }
            try (var connection = RawConnection.secure(secure.port(), certificates.clientContext(), "http/1.1")) {
                connection.send(NEXT + POST + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + LAST);

                assertThat(codes(connection.read(PATIENCE))).isEqualTo("200,200,200");
            }
        }
    }

    /** An answer begins right after the body of the one before. */
    static String codes(String answers) {
        return Pattern.compile("HTTP/1\\.[01] (\\d{3}) ")
                .matcher(answers)
                .results()
                .map(answer -> answer.group(1))
                .collect(Collectors.joining(","));
    }
}
