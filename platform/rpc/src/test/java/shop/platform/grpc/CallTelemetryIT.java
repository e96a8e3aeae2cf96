package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/** Every call counts once, by its method and how it ended, whatever protocol it came by. */
class CallTelemetryIT {
    private static final String GET_USER = "user.UserService/GetUser";
    private static final String CREATE_USER = "user.UserService/CreateUser";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void grpcAndJsonCountAlikeAndARefusalIsNoErrorOfTheServer() throws IOException, InterruptedException {
        assertThatThrownBy(() -> server.getUser("nobody")).isInstanceOf(StatusRuntimeException.class);
        json("/v1/users/nobody");

        awaitCalls("NOT_FOUND", 2);
        assertThat(points()).allMatch(point -> !point.getLabels().contains("error_type"));
    }

    @Test
    void aFailureOfTheServerIsItsError() {
        assertThatThrownBy(() -> server.getUser("boom")).isInstanceOf(StatusRuntimeException.class);

        awaitCalls("INTERNAL", 1);
        assertThat(points())
                .allMatch(point -> "INTERNAL".equals(point.getLabels().get("error_type")));
    }

    @Test
    void aCallThatIsAnsweredByItsDeadlineCounts() {
        // Connects first: what does not reach the server does not count.
        assertThatThrownBy(() -> server.getUser("nobody")).isInstanceOf(StatusRuntimeException.class);
        var options = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(2));

        assertThatThrownBy(() -> server.getUser("held", options)).isInstanceOf(StatusRuntimeException.class);

        awaitCalls("DEADLINE_EXCEEDED", 1);
        assertThat(errors(GET_USER)).isEqualTo(1);
    }

    @Test
    void whatNoServerCouldDoInTimeIsNoErrorOfTheServer() throws Exception {
        json("/v1/users/held", "grpc-timeout", "1n");
        json("/v1/users/held", "grpc-timeout", "50m");
        slowBody("grpc-timeout: 700m");
        json("/v1/users/endless:watch", "grpc-timeout", "700m");

        awaitCalls("DEADLINE_EXCEEDED", 2);
        awaitCalls(CREATE_USER, "DEADLINE_EXCEEDED", 1);
        awaitCalls("test.Echo/WatchUser", "DEADLINE_EXCEEDED", 1);
        assertThat(errors(GET_USER) + errors(CREATE_USER) + errors("test.Echo/WatchUser"))
                .isZero();
    }

    @Test
    void anEncodingThatNobodyKnowsIsNoErrorOfTheServer() throws Exception {
        post("user.UserService/GetUser", new byte[] {1, 0, 0, 0, 0}, "grpc-encoding", "none-such");

        awaitCalls("UNIMPLEMENTED", 1);
        assertThat(errors(GET_USER)).isZero();
    }

    @Test
    void aCallThatCannotBeReadCountsOnceWhateverIsWrongWithIt() throws Exception {
        json("/v1/users/7?nothing=1");
        json("/v1/users/7", "grpc-timeout", "soon");
        post("user.UserService/GetUser", new byte[] {0, 0, 0, 0, 1, 7});
        awaitCalls("INVALID_ARGUMENT", 3);

        json("/v1/users/7:watch?nothing=1");
        json("/v1/users/7:watch", "grpc-timeout", "soon");
        post("test.Echo/WatchUser", new byte[] {0, 0, 0, 0, 1, 7});
        awaitCalls("test.Echo/WatchUser", "INVALID_ARGUMENT", 3);
        assertThat(server.server.callsInFlight()).isZero();
    }

    @Test
    void aStreamThatIsNotLetInCountsOnce() throws Exception {
        server.health.change(ServingStatus.STARTING);

        json("/v1/users/7:watch");
        post("test.Echo/WatchUser", new byte[] {0, 0, 0, 0, 0});

        awaitCalls("test.Echo/WatchUser", "UNAVAILABLE", 2);
    }

    private void post(String method, byte[] body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.uri("/" + method))
                .header("content-type", "application/grpc-web+proto")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HTTP.send(request.build(), BodyHandlers.discarding());
    }

    /** A request whose body does not come. */
    private void slowBody(String header) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var head = "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + header
                    + "\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private long errors(String method) {
        return points(method).stream()
                .filter(point -> point.getLabels().contains("error_type"))
                .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
                .sum();
    }

    private void json(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HTTP.send(request.build(), BodyHandlers.discarding());
    }

    private void awaitCalls(String code, long count) {
        awaitCalls(GET_USER, code, count);
    }

    private void awaitCalls(String method, String code, long count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(points(method).stream()
                                .filter(point -> code.equals(point.getLabels().get("rpc_response_status_code")))
                                .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
                                .sum())
                        .isEqualTo(count));
    }

    private List<HistogramSnapshot.HistogramDataPointSnapshot> points() {
        return points(GET_USER);
    }

    private List<HistogramSnapshot.HistogramDataPointSnapshot> points(String method) {
        return Telemetry.get(server.system).snapshot().stream()
                .filter(metric -> metric.getMetadata()
                        .getPrometheusName()
                        .equals(Metric.RPC_SERVER_CALL_DURATION.prometheusName()))
                .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
                .filter(point -> method.equals(point.getLabels().get("rpc_method")))
                .toList();
    }
}
