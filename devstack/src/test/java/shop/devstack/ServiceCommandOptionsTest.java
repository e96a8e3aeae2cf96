package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.devstack.ServiceCommandOptions.Program;

class ServiceCommandOptionsTest {
    @Test
    void whatIsNotForTheLauncherIsForTheServicesProgram() {
        var options = ServiceCommandOptions.parse(List.of(
                "audit", "retain", "--service", "user-service", "--older-than", "400d", "--port-offset", "1000"));

        assertThat(options)
                .isEqualTo(new ServiceCommandOptions(
                        Program.AUDIT, "user-service", 1000, List.of("retain", "--older-than", "400d")));
        assertThat(options.concerns("user-service")).isTrue();
        assertThat(options.concerns("order-service")).isFalse();
    }

    @Test
    void withoutAServiceItIsAllOfThem() {
        assertThat(ServiceCommandOptions.parse(List.of("projection", "list")).concerns("order-service"))
                .isTrue();
    }

    @Test
    void whatOnlyOneServiceHasConcernsThatOneOnly() {
        var options = ServiceCommandOptions.parse(List.of("users", "collisions"));

        assertThat(options.program()).isEqualTo(Program.USERS);
        assertThat(options.concerns("user-service")).isTrue();
        assertThat(options.concerns("order-service")).isFalse();
    }

    @Test
    void aMissingCommandIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceCommandOptions.parse(List.of("audit", "--service", "user-service")))
                .withMessageContaining("verify, export or retain");
    }
}
