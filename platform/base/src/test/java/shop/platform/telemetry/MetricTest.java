package shop.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The list of the platform's metrics keeps its own rules. */
class MetricTest {
    @Test
    void namesAreUnique() {
        assertThat(Metric.platform().stream().map(Metric::prometheusName)).doesNotHaveDuplicates();
    }

    @Test
    void durationsAreInSeconds() {
        assertThat(Metric.platform())
                .filteredOn(metric -> metric.kind() == Kind.HISTOGRAM)
                .allMatch(metric -> metric.unit() == Unit.SECONDS);
    }

    @Test
    void noAttributeIsAnId() {
        assertThat(Metric.platform())
                .allSatisfy(metric -> assertThat(metric.attributes())
                        .noneMatch(name -> name.matches(".*(^|[._])(id|key|user|order|email)$")));
    }
}
