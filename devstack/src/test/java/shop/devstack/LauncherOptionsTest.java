package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherOptionsTest {
    @Test
    void withoutArgumentsThereIsOneNodeOnTheUsualPortsWithConsulAndTheStateStays() {
        assertThat(LauncherOptions.parse(List.of()))
                .isEqualTo(new LauncherOptions(false, 1, false, false, true, false, 0));
    }

    @Test
    void optionsCombineInAnyOrder() {
        assertThat(LauncherOptions.parse(List.of(
                        "--no-consul", "--port-offset", "1000", "--fresh", "--secure", "--fast", "--nodes", "3")))
                .isEqualTo(new LauncherOptions(false, 3, true, true, false, true, 1000));
    }

    @Test
    void theDemoIsAWordAndKnowsOneNodeOfEachService() {
        assertThat(LauncherOptions.parse(List.of("demo", "--port-offset", "10")))
                .isEqualTo(new LauncherOptions(true, 1, false, false, true, false, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LauncherOptions.parse(List.of("demo", "--nodes", "3")))
                .withMessageStartingWith("--nodes: 3 (expected: 1 with demo");
    }

    @Test
    void aNumberOutOfBoundsIsRefusedWithTheBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LauncherOptions.parse(List.of("--nodes", "0")))
                .withMessage("--nodes: 0 (expected: 1 to 9)");
    }

    @Test
    void anOptionWithoutItsNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LauncherOptions.parse(List.of("--nodes")))
                .withMessage("--nodes: nothing (expected: 1 to 9)");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LauncherOptions.parse(List.of("--node", "3")))
                .withMessageContainingAll("option: --node", "--nodes N");
    }
}
