package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServiceRegistrationTest {
    private static final HttpCheck CHECK = HttpCheck.of("http://127.0.0.1/health");

    @Test
    void whatConsulWouldTakeAndMisunderstandIsRefused() {
        assertThatThrownBy(() ->
                        ServiceRegistration.builder("", "id", "a", 1, CHECK).build())
                .hasMessageContaining("service: ''");
        assertThatThrownBy(() ->
                        ServiceRegistration.builder("s", "id", "a", 0, CHECK).build())
                .hasMessageContaining("port: 0");
        assertThatThrownBy(() ->
                        ServiceRegistration.builder("s", "id", "a", 1, CHECK).namedPort("grpc", 65_536))
                .hasMessageContaining("grpc: 65536");
        assertThatThrownBy(() -> new Weights(0, 1)).hasMessageContaining("passing: 0");
        assertThatThrownBy(() -> CHECK.withInterval(Duration.ZERO)).hasMessageContaining("interval: PT0S");
        assertThatThrownBy(() -> new HttpCheck(
                        URI.create("http://a"), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(59)))
                .hasMessageContaining("deregisterAfter: PT59S");
    }
}
