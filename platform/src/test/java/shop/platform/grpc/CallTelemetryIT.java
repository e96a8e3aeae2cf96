package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    }

    private void json(String path) throws IOException, InterruptedException {
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.discarding());
    }

    private void awaitCalls(String code, long count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(points().stream()
                                .filter(point -> code.equals(point.getLabels().get("rpc_response_status_code")))
                                .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
                                .sum())
                        .isEqualTo(count));
    }

    private List<HistogramSnapshot.HistogramDataPointSnapshot> points() {
        return Telemetry.get(server.system).snapshot().stream()
                .filter(metric -> metric.getMetadata()
                        .getPrometheusName()
                        .equals(Metric.RPC_SERVER_CALL_DURATION.prometheusName()))
                .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
                .filter(point -> GET_USER.equals(point.getLabels().get("rpc_method")))
                .toList();
    }
}
