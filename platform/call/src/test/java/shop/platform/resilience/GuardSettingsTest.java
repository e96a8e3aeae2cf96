package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.platform.call.Deadline;

class GuardSettingsTest {

    @Test
    void beginsWithTheDefaults() {
        GuardSettings settings = GuardSettings.of(config(""), "users");

        assertThat(settings.bulkhead()).isEqualTo(new BulkheadSettings(25, Duration.ZERO, 50));
        assertThat(settings.breaker().minRequests()).isEqualTo(3);
        assertThat(settings.breaker().failureRatio()).isEqualTo(0.6);
        assertThat(settings.breaker().interval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.breaker().open()).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryPolicy.of(config(""), "users").maxAttempts()).isEqualTo(3);
    }

    @Test
    void takesWhatAServiceSaysOtherwise() {
        Config config = config("timeout = 500ms, bulkhead.max-concurrent = 7, retry.budget.token-ratio = 0.2");

        GuardSettings settings = GuardSettings.of(config, "users");

        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.bulkhead().maxConcurrent()).isEqualTo(7);
        assertThat(RetryPolicy.of(config, "users").budget().tokenRatio()).isEqualTo(0.2);
        assertThat(settings.breaker().minRequests()).isEqualTo(3);
    }

    @Test
    void saysWhatIsMissingForAnUnknownService() {
        assertThatThrownBy(() -> GuardSettings.of(config(""), "orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.resilience.orders = ${shop.resilience.default}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout = 0s",
                "margin = -1s",
                "bulkhead.max-concurrent = 0",
                "bulkhead.max-queued = -1",
                "circuit-breaker.failure-ratio = 0",
                "circuit-breaker.failure-ratio = 1.1",
                "circuit-breaker.min-requests = 0",
                "circuit-breaker.buckets = 1",
                "circuit-breaker.interval = 0s",
                "circuit-breaker.max-open = 1s"
            })
    void refusesWhatMakesNoSense(String wrong) {
        assertThatThrownBy(() -> GuardSettings.of(config(wrong), "users"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("shop.resilience.users: ")
                .hasMessageContaining("expected: ");
    }

    @Test
    void givesACallTheTimeoutOrWhatIsLeftLessTheMargin() {
        GuardSettings settings = GuardSettings.of(config("timeout = 2s, margin = 100ms"), "users");

        assertThat(settings.budget(Deadline.never(), 7))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(settings.budget(Deadline.at(7 + Duration.ofSeconds(60).toNanos()), 7))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(settings.budget(Deadline.at(7 + Duration.ofSeconds(1).toNanos()), 7))
                .isEqualTo(Duration.ofMillis(900).toNanos());
        assertThat(settings.budget(Deadline.at(7 + Duration.ofMillis(90).toNanos()), 7))
                .isNegative();
    }

    private static Config config(String overrides) {
        return ConfigFactory.parseString("shop.resilience.users = ${shop.resilience.default} {" + overrides + "}")
                .withFallback(ConfigFactory.parseResources("shop-resilience.conf"))
                .resolve();
    }
}
