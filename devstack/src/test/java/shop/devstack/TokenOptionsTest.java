package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenOptionsTest {
    private static TokenOptions parse(List<String> arguments) {
        return TokenOptions.parse(new LinkedHashSet<>(List.of("admin", "support", "fulfilment")), arguments);
    }

    @Test
    void withoutArgumentsItIsAUsersForAnHour() {
        assertThat(parse(List.of())).isEqualTo(new TokenOptions(Set.of(), "developer", Duration.ofHours(1)));
    }

    @Test
    void rolesAddUp() {
        assertThat(parse(List.of("--role", "support", "--ttl", "90s", "--role", "fulfilment", "--subject", "7")))
                .isEqualTo(new TokenOptions(Set.of("support", "fulfilment"), "7", Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource({
        "--role, root, '--role: root (expected: one of admin, support, fulfilment; none for a user)'",
        "--ttl, 1y, '--ttl: 1y (expected: e.g. 90s, 15m, 1h or 7d)'",
        "--ttl, 0h, '--ttl: 0h (expected: e.g. 90s, 15m, 1h or 7d)'",
        "--subject, 'a b', '--subject: a b (expected: an id without spaces)'",
        "--admin, , 'option: --admin (expected: --role ROLE, --subject ID, --ttl 1h or --help)'"
    })
    void whatIsWrongIsSaid(String option, String value, String message) {
        var arguments = value == null ? List.of(option) : List.of(option, value);

        assertThatIllegalArgumentException().isThrownBy(() -> parse(arguments)).withMessage(message);
    }
}
