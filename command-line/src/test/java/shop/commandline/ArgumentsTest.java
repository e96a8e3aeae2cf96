package shop.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static Arguments parse(String... arguments) {
        return Arguments.parse(
                List.of(arguments), Set.of("--json"), Set.of("--hold", "--nodes", "--at", "--role"), "WORD [options]");
    }

    @Test
    void wordsAndOptionsMayComeInAnyOrderAndTheLastOfAnOptionCounts() {
        var line = parse("users", "--nodes", "1", "--json", "retire", "--nodes", "3", "7");

        assertThat(line.words()).containsExactly("users", "retire", "7");
        assertThat(line.number("--nodes", 1, 9)).contains(3);
        assertThat(line.has("--json")).isTrue();
        assertThat(line.given()).containsExactly("--nodes", "--json", "--nodes");
        assertThat(line.text("--role")).isEmpty();
    }

    @Test
    void anOptionMayBeGivenMoreThanOnce() {
        assertThat(parse("--role", "one", "--role", "two").values("--role", "a role", Optional::of))
                .containsExactly("one", "two");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "90s, PT90S", "15m, PT15M", "1h, PT1H", "400d, PT9600H", "0s, PT0S"})
    void aDurationIsANumberWithAUnit(String text, Duration duration) {
        assertThat(parse("--hold", text).duration("--hold", Duration.ZERO, "such as 10m"))
                .contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "-1s", "1y", "1.5h", "", "1s "})
    void aDurationNeedsAUnitThatIsKnown(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--hold", value).duration("--hold", Duration.ZERO, "such as 10m"))
                .withMessage("--hold: " + value + " (expected: such as 10m)");
    }

    @Test
    void whatIsOutOfBoundsIsRefusedWithTheBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--nodes", "10").number("--nodes", 1, 9))
                .withMessage("--nodes: 10 (expected: 1 to 9)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--hold", "1h").duration("--hold", Duration.ofDays(1), "days, such as 400d"))
                .withMessage("--hold: 1h (expected: days, such as 400d)");
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--nodes").number("--nodes", 1, 9))
                .withMessage("--nodes: nothing (expected: 1 to 9)");
    }

    @Test
    void anUnknownOptionOrAWordTooManyIsRefusedWithWhatIsExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--node", "3"))
                .withMessage("option: --node (expected: WORD [options])");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("one", "two").withWords(1, "WORD"))
                .withMessage("option: two (expected: WORD)");
    }

    @Test
    void aTimeIsAMomentOfUtc() {
        assertThat(parse("--at", "2026-01-31T10:00:00Z").time("--at")).contains(Instant.parse("2026-01-31T10:00:00Z"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--at", "noon").time("--at"))
                .withMessage("--at: noon (expected: such as 2026-01-31T10:00:00Z)");
    }

    @Test
    void whatIsForSomebodyElseStaysInItsOrder() {
        var line = Arguments.pick(List.of("retain", "--role", "x", "--older-than", "400d"), Set.of("--role"));

        assertThat(line.words()).containsExactly("retain", "--older-than", "400d");
        assertThat(line.text("--role")).contains("x");
    }
}
