package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void wordsAndOptionsMayComeInAnyOrder() {
        var line = CommandLine.parse(
                List.of("users", "--hold", "90s", "retire", "--share", "2.5%", "7"), "--hold", "--share");

        assertThat(line.words()).containsExactly("users", "retire", "7");
        assertThat(line.duration("--hold")).contains(Duration.ofSeconds(90));
        assertThat(line.percent("--share")).contains(0.025);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "-1s", "1d", ""})
    void aDurationNeedsAUnitThatIsKnown(String value) {
        var line = CommandLine.parse(List.of("--hold", value), "--hold");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.duration("--hold"))
                .withMessageStartingWith("--hold: " + value);
    }

    @Test
    void anOptionThatIsNotKnownOrHasNoValueIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of("--now", "x"), "--hold"));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of("--hold"), "--hold"));
    }

    @Test
    void aWrongCommandLineIsAnExitCodeOfItsOwn() {
        assertThat(CanaryCommand.run(List.of("users"), null)).isEqualTo(2);
        assertThat(CanaryCommand.run(List.of("users", "2", "--slow", "0.3"), null))
                .isEqualTo(2);
        assertThat(BlueGreenCommand.run(List.of("users", "paint"), null)).isEqualTo(2);
    }
}
