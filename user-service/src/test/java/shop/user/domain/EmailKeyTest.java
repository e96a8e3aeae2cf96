package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmailKeyTest {
    @Test
    void addressesThatDifferInCaseOrCompositionHaveOneKey() {
        assertThat(EmailKey.of("Alice@Example.COM")).isEqualTo(EmailKey.of("alice@example.com"));
        assertThat(EmailKey.of("jose\u0301@example.com")).isEqualTo(EmailKey.of("jos\u00e9@example.com"));
        assertThat(EmailKey.of("alice@example.com")).isNotEqualTo(EmailKey.of("alicia@example.com"));
    }

    @Test
    void aKeyDoesNotRevealTheAddressAndFitsAPersistenceId() {
        assertThat(EmailKey.of("alice@example.com").value())
                .hasSize(43)
                .matches("[A-Za-z0-9_-]+")
                .doesNotContainIgnoringCase("alice");
    }
}
