package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.platform.call.ApiException;

class RequestValidationTest {
    /** Marks in the order that costs normalisation the square of their number: at this number, minutes. */
    private static final String TANGLE = "a" + "\u0301".repeat(200_000) + "\u0316".repeat(200_000);

    private final RequestValidation validation = new RequestValidation();

    @Test
    void aTextIsNotNormalisedBeforeItsLengthIsKnown() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            validation.text("name", TANGLE, 200);
            validation.requestId("request_id", TANGLE);
            validation.id("id", TANGLE, "a user");
        });

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getDescription)
                .startsWith("400001 characters (expected: 1 to 200)")
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b",
                "\u200d\u200d",
                "\u2060",
                "\ufeff",
                "\u3164",
                "\u2800",
                "\u115f\u1160",
                "\uffa0",
                "\u00ad",
                "\u034f",
                "\ufe0f",
                "\u061c",
                "\u200e",
                "\u00a0",
                "\u3000\u200b",
                "\ud834\udd59",
                "\u180e \u200b"
            })
    void aTextThatShowsNothingIsWrong(String text) {
        assertThat(validation.text("name", text, 200)).isEmpty();

        assertThat(violations()).extracting(BadRequest.FieldViolation::getField).containsExactly("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\u0928\u0930\u0947\u0928\u094d\u0926\u094d\u0930",
                "O'Brien",
                "Zo\u00eb \ud83c\udde9\ud83c\uddea",
                "\u2764\ufe0f",
                "\ud83e\udee8"
            })
    void aTextWithJoinersIsKeptAsItIs(String text) {
        assertThat(validation.text("name", text, 200)).isEqualTo(text);
        validation.orThrow();
    }

    @Test
    void aMessageNamesTheCharacter() {
        validation.text("name", "a\u202eb", 200);

        assertThat(violations().get(0).getDescription())
                .isEqualTo("has the control character U+202E (expected: printable characters)");
    }

    @Test
    void twentyWrongFieldsAreNamedAndTheOthersCounted() {
        for (var i = 0; i < 100_000; i++) {
            validation.that(false, "lines[" + i + "]", "wrong");
        }

        assertThat(violations()).hasSize(20);
        assertThat(catchThrowableOfType(ApiException.class, validation::orThrow).getMessage())
                .hasSizeLessThan(1000)
                .startsWith(
                        "The request is not valid. Of 100000 wrong fields these are the first 20. lines[0]: wrong.");
    }

    @Test
    void aMessageIsShortWhateverItRepeats() {
        validation.that(false, "field", "x".repeat(1_000_000));

        assertThat(violations().get(0).getDescription()).hasSizeLessThan(310);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "3F1C2F0E-4B0A-4A86-9C0E-1F6D2F6A7B10, true",
        "3f1c2f0e4b0a4a869c0e1f6d2f6a7b10, false",
        "{3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10}, false",
        "urn:uuid:3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10, false",
        "' 3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10', false",
        "3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b1\uff10, false",
        "3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b1\u200b, false"
    })
    void aRequestIdHasOneForm(String id, boolean fine) {
        validation.requestId("request_id", id);

        assertThat(violations()).hasSize(fine ? 0 : 1);
    }

    private List<BadRequest.FieldViolation> violations() {
        var error = catchThrowableOfType(ApiException.class, validation::orThrow);
        return error == null
                ? List.of()
                : error.details().stream()
                        .filter(BadRequest.class::isInstance)
                        .map(BadRequest.class::cast)
                        .flatMap(bad -> bad.getFieldViolationsList().stream())
                        .toList();
    }
}
