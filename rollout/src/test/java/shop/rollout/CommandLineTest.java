package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void aWrongCommandLineIsAnExitCodeOfItsOwn() {
        assertThat(CanaryCommand.run(List.of("users"), null)).isEqualTo(2);
        assertThat(CanaryCommand.run(List.of("users", "2", "--slow", "0.3"), null))
                .isEqualTo(2);
        assertThat(CanaryCommand.run(List.of("users", "2", "--margin", "101%"), null))
                .isEqualTo(2);
        assertThat(CanaryCommand.run(List.of("users", "2", "--steps", "5%,x"), null))
                .isEqualTo(2);
        assertThat(CanaryCommand.run(List.of("users", "2", "--warm-up", "10"), null))
                .isEqualTo(2);
        assertThat(BlueGreenCommand.run(List.of("users", "paint"), null)).isEqualTo(2);
        assertThat(BlueGreenCommand.run(List.of("users", "retire"), null)).isEqualTo(2);
        assertThat(BlueGreenCommand.run(List.of("users", "retire", "1", "--now", "x"), null))
                .isEqualTo(2);
    }
}
