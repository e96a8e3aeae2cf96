package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final Comparison RULE = new Comparison(0.01, 200);

    @ParameterizedTest
    @CsvSource({
        // canary: calls, bad; stable: calls, bad
        "   200,  10,  3000,   0, BAD",
        "  1000,  50,  3000,   3, BAD",
        "  1200,   0,  9000,   0, GOOD",
        "100000, 100, 100000, 90, GOOD",
        "   199, 199,  3000,   0, UNDECIDED",
        "  3000,   0,   199,   0, UNDECIDED",
        "   300,   1,  3000,   0, UNDECIDED",
        "   300,   0,  3000,   0, UNDECIDED",
    })
    void aVerdictNeedsEnoughCallsAndAClearDifference(
            long calls, long bad, long stableCalls, long stableBad, Verdict verdict) {
        assertThat(RULE.judge(new Sample(calls, bad), new Sample(stableCalls, stableBad)))
                .isEqualTo(verdict);
    }

    @Test
    void aCanaryThatIsCertainlyWorseButWithinTheMarginIsNotBad() {
        var canary = new Sample(1_000_000, 6_000);
        var stable = new Sample(1_000_000, 1_000);

        assertThat(RULE.judge(canary, stable)).isEqualTo(Verdict.GOOD);
    }

    @Test
    void aCanaryIsNotHeldToBeWorseForWhatTheStableVersionDoesToo() {
        assertThat(RULE.judge(new Sample(2_000, 100), new Sample(20_000, 1_000)))
                .isNotEqualTo(Verdict.BAD);
    }

    /** The promise of the rule's documentation, tried out: with the same ratio on both sides hardly ever BAD. */
    @Test
    void aLookAtEqualVersionsSaysBadInFewerThanOneOfAThousandCases() {
        var random = new Random(20261124);
        var bad = 0;
        for (int i = 0; i < 20_000; i++) {
            var canary = draw(random, 300, 0.02);
            var stable = draw(random, 3_000, 0.02);
            bad += RULE.judge(canary, stable) == Verdict.BAD ? 1 : 0;
        }

        assertThat(bad / 20_000.0).isLessThan(0.001);
    }

    private static Sample draw(Random random, int calls, double ratio) {
        return new Sample(
                calls, random.doubles(calls).filter(chance -> chance < ratio).count());
    }

    /** The lady tasting tea, as Fisher told it: 4 of 4 by luck in 1 of 70 cases, at least 3 of 4 in 17 of 70. */
    @Test
    void theExactTestIsFishers() {
        assertThat(Fisher.atLeast(new Sample(4, 4), new Sample(4, 0))).isCloseTo(1 / 70.0, within(1e-9));
        assertThat(Fisher.atLeast(new Sample(4, 3), new Sample(4, 1))).isCloseTo(17 / 70.0, within(1e-9));
        assertThat(Fisher.atLeast(new Sample(4_000, 0), new Sample(40_000, 9))).isCloseTo(1, within(1e-9));
    }

    @Test
    void oneBadAnswerToTwoQuestionsIsBadAndTwoGoodOnesAreGood() {
        assertThat(Verdict.GOOD.and(Verdict.GOOD)).isEqualTo(Verdict.GOOD);
        assertThat(Verdict.GOOD.and(Verdict.UNDECIDED)).isEqualTo(Verdict.UNDECIDED);
        assertThat(Verdict.UNDECIDED.and(Verdict.BAD)).isEqualTo(Verdict.BAD);
    }
}
