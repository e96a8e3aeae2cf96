package shop.user.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.platform.call.ApiException;

class ValidationTest {
    private final Validation validation = new Validation();

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        validation.name("name", "");
        validation.email("email", "nobody");
        validation.requestId("request_id", "7");

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("name", "email", "request_id");
    }

    @Test
    void theSpaceBehindAPrefixIsPartOfIt() {
        assertThat(validation.namePrefix("name_prefix", "Ada ")).isEqualTo("Ada ");
        assertThat(validation.namePrefix("name_prefix", "Ada")).isEqualTo("Ada");
        validation.orThrow();
        validation.namePrefix("name_prefix", "a" + " ".repeat(200));
        assertThat(violations()).hasSize(1);
    }

    @Test
    void theErrorSaysTheLimit() {
        validation.name("name", "x".repeat(201));

        assertThat(violations().get(0).getDescription()).isEqualTo("201 characters (expected: 1 to 200)");
    }

    @Test
    void aNameIsCountedInCodePointsAfterNormalisation() {
        var family = "\uD83D\uDE00".repeat(200);
        var composed = validation.name("name", "e\u0301".repeat(200));

        assertThat(validation.name("name", family)).isEqualTo(family);
        assertThat(composed).isEqualTo("\u00e9".repeat(200));
        validation.orThrow();
    }

    @Test
    void whiteSpaceAroundAValueIsDropped() {
        assertThat(validation.name("name", " Alice  B ")).isEqualTo("Alice  B");
        assertThat(validation.email("email", " alice@example.com\n")).isEqualTo("alice@example.com");
        validation.orThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "a\u202Eb", "a\u2066b", "\uD800", "a\u2028b", "a\uE000b", "a\u0085b"})
    void aNameWithACharacterThatDoesNotShowIsRefused(String name) {
        validation.name("name", name);

        assertThat(violations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u5c71\u7530 \u592a\u90ce",
                "O'Neill",
                "J\u00fcrgen",
                "\u0645\u0631\u064a\u0645",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"
            })
    void namesOfTheWorldAreFine(String name) {
        assertThat(validation.name("name", name)).isEqualTo(name);
        validation.orThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "alice@",
                "@example.com",
                "alice@example",
                "a b@example.com",
                "alice@exam ple.com",
                "alice@@example.com",
                "alice@example..com",
                "alice\u0000@example.com",
                "alice@localhost",
                "alice@exa_mple.com",
                "alice@xn--a.com",
                "alice@-example.com"
            })
    void whatIsNotAnEmailAddressIsRefused(String email) {
        validation.email("email", email);

        assertThat(violations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.com",
                "Alice.B+tag@mail.example.co.uk",
                "o'neill@example.org",
                "user@b\u00fccher.de",
                "user@xn--bcher-kva.de",
                "user@\u24d4xample.com",
                "user@example\u3002com",
                "user@example.com.",
                "\"a b\"@example.com",
                "user@fa\u00df.de",
                "\u03bf\u03b4\u03cc\u03c2@\u03bf\u03b4\u03cc\u03c2.gr"
            })
    void emailAddressesAreFine(String email) {
        assertThat(validation.email("email", email)).isEqualTo(email);
        validation.orThrow();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x180E, 0x034F, 0xFE0F, 0x00A0, 0x3000, 0x2003, 0x2800,
                0x3164, 0x115F, 0xFFA0, 0x061C, 0x200E, 0xE0001, 0x1D173, 0x202E, 0x2028, 0x0007
            })
    void anEmailAddressHasNoCharacterThatDoesNotShow(int hidden) {
        var character = Character.toString(hidden);
        validation.email("email", "al" + character + "ice@example.com");
        validation.email("email", "alice@exam" + character + "ple.com");

        assertThat(violations())
                .hasSize(2)
                .allSatisfy(violation -> assertThat(violation.getDescription())
                        .startsWith("has U+%04X, which does not show".formatted(hidden)));
    }

    @Test
    void anEmailAddressIsNotNormalisedBeforeItsLengthIsKnown() {
        var tangle = "a" + "\u0301".repeat(200_000) + "\u0316".repeat(200_000) + "@example.com";

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> validation.email("email", tangle));

        assertThat(violations().get(0).getDescription()).contains("expected: at most 254");
    }

    @Test
    void anEmailAddressMayHave254Characters() {
        var domain = ("d".repeat(60) + ".").repeat(3) + "example.com";
        var longest = "a".repeat(254 - domain.length() - 1) + "@" + domain;

        validation.email("email", longest);
        validation.orThrow();
        validation.email("email", "a" + longest);

        assertThat(violations().get(0).getDescription()).isEqualTo("255 characters (expected: at most 254)");
    }

    @Test
    void requestIdsAreUuidsOrEmptyAndComparedWithoutCase() {
        assertThat(validation.requestId("request_id", "")).isEmpty();
        assertThat(validation.requestId("request_id", "3F1C2F0E-4B0A-4A86-9C0E-1F6D2F6A7B10"))
                .isEqualTo("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10");
        validation.orThrow();
    }

    private List<BadRequest.FieldViolation> violations() {
        var error = catchThrowableOfType(ApiException.class, validation::orThrow);
        assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return error.details().stream()
                .filter(BadRequest.class::isInstance)
                .map(BadRequest.class::cast)
                .flatMap(bad -> bad.getFieldViolationsList().stream())
                .toList();
    }
}
