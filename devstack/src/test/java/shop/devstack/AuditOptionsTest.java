package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditOptionsTest {
    @Test
    void whatIsNotForTheLauncherIsForTheServicesProgram() {
        var options = AuditOptions.parse(
                List.of("retain", "--service", "user-service", "--older-than", "400d", "--port-offset", "1000"));

        assertThat(options)
                .isEqualTo(new AuditOptions("user-service", 1000, List.of("retain", "--older-than", "400d")));
        assertThat(options.concerns("user-service")).isTrue();
        assertThat(options.concerns("order-service")).isFalse();
    }

    @Test
    void withoutAServiceItIsAllOfThem() {
        assertThat(AuditOptions.parse(List.of("verify")).concerns("order-service"))
                .isTrue();
    }

    @Test
    void aMissingCommandIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditOptions.parse(List.of("--service", "user-service")))
                .withMessageContaining("verify, export or retain");
    }
}
