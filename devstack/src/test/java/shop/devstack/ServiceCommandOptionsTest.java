package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.devstack.ServiceCommandOptions.Program;

class ServiceCommandOptionsTest {
    private static ServiceCommandOptions parse(List<String> arguments) {
        return ServiceCommandOptions.parse(ServiceList.ofThisProject(), arguments);
    }

    @Test
    void whatIsNotForTheLauncherIsForTheServicesProgram() {
        var options = parse(List.of(
                "audit", "retain", "--service", "user-service", "--older-than", "400d", "--port-offset", "1000"));

        assertThat(options)
                .isEqualTo(new ServiceCommandOptions(
                        new Program("audit", "shop.platform.audit.AuditCommand", "verify, export or retain", ""),
                        "user-service",
                        1000,
                        List.of("retain", "--older-than", "400d")));
        assertThat(options.concerns("user-service")).isTrue();
        assertThat(options.concerns("order-service")).isFalse();
    }

    @Test
    void withoutAServiceItIsAllOfThem() {
        assertThat(parse(List.of("projection", "list")).concerns("order-service"))
                .isTrue();
    }

    @Test
    void whatOnlyOneServiceHasConcernsThatOneOnly() {
        var options = parse(List.of("users", "collisions"));

        assertThat(options.program().main()).isEqualTo("shop.user.query.UsersCommand");
        assertThat(options.concerns("user-service")).isTrue();
        assertThat(options.concerns("order-service")).isFalse();
    }

    @Test
    void whatIsSaidAboutAnEntityGoesToTheServicesThatMayHaveIt() {
        var options = parse(List.of("events", "user", "1", "--diff", "1..2", "--port-offset", "100"));

        assertThat(options.program().main()).isEqualTo("shop.platform.history.EventsCommand");
        assertThat(options.command()).containsExactly("user", "1", "--diff", "1..2");
        assertThat(options.concerns("order-service")).isTrue();
    }

    @Test
    void aMissingCommandIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(List.of("audit", "--service", "user-service")))
                .withMessageContaining("verify, export or retain");
    }
}
