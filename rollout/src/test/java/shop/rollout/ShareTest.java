package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    @ParameterizedTest
    @CsvSource({"0.05, 3, 1", "0.01, 20, 1", "0.25, 3, 1", "0.5, 3, 1", "0.5, 6, 2", "0.9, 2, 1"})
    void theWeightsGiveTheCanaryItsFractionOfTheCalls(double fraction, int stable, int canaries) {
        var share = Share.of(fraction, stable, canaries);

        double canary = share.canary() * canaries;
        assertThat(canary / (canary + share.stable() * stable)).isCloseTo(fraction, within(0.005));
    }

    @Test
    void noneAndAllAreNoShares() {
        assertThatIllegalArgumentException().isThrownBy(() -> Share.of(0, 3, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Share.of(1, 3, 1));
    }
}
