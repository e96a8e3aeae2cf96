package shop.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Offset<Double> A_LITTLE = Offset.offset(1e-6);

    @Test
    void lastsFromItsFirstSpanToTheEndOfTheLastWhichMayBeElsewhere() {
        var trace = Trace.read(new Answer(200, """
                        [[%s,%s]]""".formatted(
                                span("order-service", "order.OrderService/CreateOrder", "10:00:00.100", 50, false),
                                span("user-service", "user.UserService/GetUser", "10:00:00.120", 80.5, true)))
                        .json())
                .get(0);

        assertThat(trace.name()).isEqualTo("order.OrderService/CreateOrder");
        assertThat(trace.services()).containsExactly("order-service", "user-service");
        assertThat(trace.milliseconds()).isEqualTo(100.5, A_LITTLE);
        assertThat(trace.spans().get(1).offset()).isEqualTo(20, A_LITTLE);
        assertThat(trace.failed()).isFalse();
        assertThat(trace.struggled()).isTrue();
        assertThat(trace.more()).isZero();
    }

    @Test
    void aLongTraceIsCutAndSaysSo() {
        var spans = IntStream.range(0, 50)
                .mapToObj(number -> span("order-service", "span " + number, "10:00:00.100", 1, false))
                .collect(Collectors.joining(",", "[[", "]]"));

        var trace = Trace.read(new Answer(200, spans).json()).get(0);

        assertThat(trace.spans()).hasSize(40);
        assertThat(trace.more()).isEqualTo(10);
    }

    @Test
    void aStoreWithoutTracesHasNone() {
        assertThat(Trace.read(new Answer(200, "[]").json())).isEmpty();
    }

    private static String span(String service, String name, String time, double milliseconds, boolean failed) {
        return """
                {"traceId":"5f5c4740113e8fe5fcf58c16eceb2b8a","spanId":"0d9f7a373957bf23","parentId":"","service":"%s",\
                "name":"%s","kind":"SERVER","start":"2026-11-24T%sZ","milliseconds":%s,"failed":%s,\
                "attributes":{"rpc.system.name":"grpc"},"events":[],"links":[]}""".formatted(service, name, time, milliseconds, failed);
    }
}
