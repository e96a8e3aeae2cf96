package shop.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    @ParameterizedTest
    @ValueSource(strings = {SAMPLED, UNSAMPLED})
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(TraceParent.of(Span.fromContext(TraceParent.parse(text)))).isEqualTo(text);
    }

    @Test
    void onlyARecordedTraceIsSampled() {
        assertThat(TraceParent.isSampled(SAMPLED)).isTrue();
        assertThat(TraceParent.isSampled(UNSAMPLED)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "trace",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C'; drop table-b7ad6b7169203331-01"
            })
    void whatIsNoTraceContextIsNone(String text) {
        assertThat(TraceParent.parse(text)).isEqualTo(Context.root());
        assertThat(TraceParent.isSampled(text)).isFalse();
    }

    @Test
    void noSpanHasNoText() {
        assertThat(TraceParent.of(Span.getInvalid())).isEmpty();
    }
}
