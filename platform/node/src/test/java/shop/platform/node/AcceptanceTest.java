package shop.platform.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text",
                "Application/OpenMetrics-Text; version=1.0.0; charset=utf-8",
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "text/plain;q=0.5, application/openmetrics-text;q=0.500",
                "text/plain;q=0, application/openmetrics-text;q=0.001",
                "application/openmetrics-text, application/*;q=0"
            })
    void openMetricsIsForWhoeverNamesItAndLikesItNoLessThanText(String accept) {
        assertThat(MetricsRoute.format(accept).getContentType()).startsWith("application/openmetrics-text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/*",
                "text/plain",
                "text/html, */*;q=0.1",
                "application/json",
                "application/openmetrics-text;q=0",
                "application/openmetrics-text;q=0, */*",
                "application/openmetrics-text;q=0.3, text/plain",
                "application/openmetrics-text;q=0.3, text/*;q=0.4",
                "application/openmetrics-text;q=1.5",
                "application/openmetrics-text;q=much",
                "application/openmetrics-text-2",
                "x-application/openmetrics-text",
                ",;,;;q=1"
            })
    void textIsForAllOthers(String accept) {
        assertThat(MetricsRoute.format(accept).getContentType()).startsWith("text/plain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain;q=0.3, text/*;q=0.7, */*;q=0.9 | 0.3",
                "text/*;q=0.7, */*;q=0.9                   | 0.7",
                "*/*;q=0.9                                 | 0.9",
                "text/*;q=0, */*                           | 0",
                "image/png                                 | 0"
            })
    void theMostSpecificRangeCounts(String accept, double quality) {
        assertThat(Acceptance.of(accept).of("text", "plain")).isEqualTo(quality);
    }
}
