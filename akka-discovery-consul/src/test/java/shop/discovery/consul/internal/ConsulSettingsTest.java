package shop.discovery.consul.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsulSettingsTest {
    private static ConsulSettings settings(String overrides) {
        return ConsulSettings.from(ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.load().getConfig("akka.discovery.akka-consul")));
    }

    @Test
    void theDefaultsAreTheAgentOnThisMachineWithoutTokenAndTls() {
        var settings = settings("");

        assertThat(settings.port()).isEqualTo(8500);
        assertThat(settings.token().read()).isEmpty();
        assertThat(settings.tls()).isEmpty();
        assertThat(settings.datacenter()).isEmpty();
        assertThat(settings.portNamesIncludingWarning()).containsExactly("management");
        assertThat(settings.watchWait()).isEqualTo(Duration.ofSeconds(55));
    }

    @Test
    void aTokenDoesNotShow() {
        assertThat(settings("token = s3cret").toString())
                .doesNotContain("s3cret")
                .contains("hidden");
    }

    @Test
    void contradictionsAreRefusedByName() {
        assertThatThrownBy(() -> settings("token = a, token-file = b")).hasMessageContaining("token and token-file");
        assertThatThrownBy(() -> settings("tls { enabled = on, key-file = k }"))
                .hasMessageContaining("tls.certificate-file and tls.key-file");
        assertThatThrownBy(() -> settings("watch.wait = 11m")).hasMessageContaining("watch.wait: PT11M");
        assertThatThrownBy(() -> settings("request-timeout = 0s")).hasMessageContaining("request-timeout: PT0S");
        assertThatThrownBy(() -> settings("consul-host = \" \"")).hasMessageContaining("consul-host");
    }
}
