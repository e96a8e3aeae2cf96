package shop.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
    private static final Offset<Double> A_LITTLE = Offset.offset(1e-9);

    /** Those of docs/telemetry.md, which a test holds to what the nodes have. */
    @ParameterizedTest
    @EnumSource(MetricName.class)
    void everyMetricThatThePageShowsExists(MetricName name) throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "telemetry.md"))).contains("| `" + name.prometheus() + "` |");
    }

    @Test
    void valuesAreSummedOverTheOtherLabels() {
        var metrics = Metrics.parse("""
                # HELP shop_projection_lag_events events in the journal that the projection has not handled
                # TYPE shop_projection_lag_events gauge
                shop_projection_lag_events{projection="users",service_name="user-service"} 12
                shop_projection_lag_events{projection="user-events-publisher",service_name="user-service"} 3.0
                shop_projection_lag_events{projection="users",service_name="other"} 1e1 1732453562000
                """);

        assertThat(metrics.by(MetricName.PROJECTION_LAG_EVENTS, "projection"))
                .containsEntry("users", 22.0)
                .containsEntry("user-events-publisher", 3.0);
        assertThat(metrics.total(MetricName.PROJECTION_LAG_EVENTS)).contains(25.0);
    }

    @Test
    void labelsMayHoldBracesQuotesAndSpaces() {
        var metrics = Metrics.parse("""
                shop_consumer_lag_records{topic="a } \\"b\\", c",service_name="x"} 7
                """);

        assertThat(metrics.by(MetricName.CONSUMER_LAG, "topic")).containsEntry("a } \"b\", c", 7.0);
    }

    @Test
    void exemplarsAndWhatIsNoNumberArePassedOver() {
        var metrics = Metrics.parse("""
                shop_dead_letters_total{topic="user-events"} 4.0 # {trace_id="0123456789abcdef"} 1.0 1732453562.1
                shop_orders_pending NaN
                shop_orders_pending_oldest_age_seconds +Inf
                nonsense
                # EOF
                """);

        assertThat(metrics.total(MetricName.DEAD_LETTERS)).contains(4.0);
        assertThat(metrics.total(MetricName.ORDERS_PENDING)).isEmpty();
        assertThat(metrics.total(MetricName.ORDERS_PENDING_AGE)).isEmpty();
    }

    @Test
    void ratesAreOfCallsBetweenTwoScrapes() {
        var before = Metrics.parse(calls(100, 1, 5));
        var now = Metrics.parse(calls(130, 4, 9));

        assertThat(now.callRate(before, Duration.ofSeconds(2))).isEqualTo((30 + 3 + 4) / 2.0, A_LITTLE);
        assertThat(now.errorRate(before, Duration.ofSeconds(2))).isEqualTo(1.5, A_LITTLE);
    }

    @Test
    void aNodeThatHasStartedAnewHasServedNothingRatherThanLessThanNothing() {
        var before = Metrics.parse(calls(100, 1, 5));
        var now = Metrics.parse(calls(1, 0, 0));

        assertThat(now.callRate(before, Duration.ofSeconds(1))).isZero();
    }

    /** NOT_FOUND is an answer, no error of the server's. */
    private static String calls(int ok, int unavailable, int notFound) {
        return """
                rpc_server_call_duration_seconds_bucket{rpc_response_status_code="OK",le="0.005"} 1
                rpc_server_call_duration_seconds_count{rpc_response_status_code="OK"} %d
                rpc_server_call_duration_seconds_count{rpc_response_status_code="UNAVAILABLE"} %d
                rpc_server_call_duration_seconds_count{rpc_response_status_code="NOT_FOUND"} %d
                rpc_server_call_duration_seconds_sum{rpc_response_status_code="OK"} 1.5
                """.formatted(ok, unavailable, notFound);
    }
}
