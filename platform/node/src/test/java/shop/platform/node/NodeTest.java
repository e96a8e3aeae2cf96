package shop.platform.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import shop.platform.cluster.InvalidConfiguration;

class NodeTest {
    @Test
    void aProgramDoesNotRunUnderTheNameOfAnotherService() {
        var copied = ConfigFactory.parseString("shop.service.name = user-service");

        assertThatThrownBy(() -> Node.named("payment-service", copied))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage(
                        "shop.service.name: user-service (expected: payment-service, the service that this program is)");
        assertThat(Node.named("user-service", copied)).isSameAs(copied);
    }
}
