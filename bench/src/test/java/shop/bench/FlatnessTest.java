package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlatnessTest {
    @Test
    void populationsGrowTenfoldFromTenThousandAndEndWithTheOneAskedFor() {
        assertThat(Flatness.levels(1_000_000)).containsExactly(10_000, 100_000, 1_000_000);
        assertThat(Flatness.levels(250_000)).containsExactly(10_000, 100_000, 250_000);
        assertThat(Flatness.levels(500)).containsExactly(500);
    }
}
