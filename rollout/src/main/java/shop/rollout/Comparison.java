package shop.rollout;

/**
 * The rule by which a canary is judged.
 *
 * <ul>
 *   <li>{@link Verdict#BAD}: were the versions alike, so many of the bad calls would be the canary's in fewer than
 *       {@value #UNLIKELY} of all cases (Fisher's exact test, one-sided), and the difference observed is at least the margin.
 *   <li>{@link Verdict#GOOD}: the difference is below the margin for certain, by Newcombe's hybrid score interval (R. G.
 *       Newcombe, Statistics in Medicine 17, 1998, method 10), made of Wilson's interval for each. It holds where there is no
 *       bad call at all, which the textbook's normal approximation does not.
 *   <li>{@link Verdict#UNDECIDED}: neither, or fewer calls of one of the versions than the minimum.
 * </ul>
 *
 * <p>BAD is exact: one look errs with 0.05 % at most, whatever the ratios. GOOD is approximate: {@value #Z} standard
 * deviations err with about 0.1 % at most. A canary is looked at again and again; in 60 looks wrong verdicts add up to 3 % and 6 % at most, and
 * in truth to much less, since looks share most of their calls. The rule takes calls for independent of each other; errors
 * that come in bursts of unrelated cause deserve a larger minimum. Immutable.
 *
 * @param margin by how much the canary's ratio of bad calls may exceed the stable version's: 0.01 is one percentage point
 * @param minimumCalls of each version
 */
record Comparison(double margin, long minimumCalls) {
    private static final double UNLIKELY = 0.0005;
    private static final double Z = 3.29;

    Comparison {
        if (margin <= 0 || margin >= 1) {
            throw new IllegalArgumentException("margin: " + margin + " (expected: > 0 and < 1)");
        }
        if (minimumCalls < 1) {
            throw new IllegalArgumentException("minimumCalls: " + minimumCalls + " (expected: >= 1)");
        }
    }

    Verdict judge(Sample canary, Sample stable) {
        if (canary.calls() < minimumCalls || stable.calls() < minimumCalls) {
            return Verdict.UNDECIDED;
        }
        var difference = canary.ratio() - stable.ratio();
        if (difference >= margin && Fisher.atLeast(canary, stable) < UNLIKELY) {
            return Verdict.BAD;
        }
        var most = difference + Math.hypot(wilson(canary, 1) - canary.ratio(), stable.ratio() - wilson(stable, -1));
        return most < margin ? Verdict.GOOD : Verdict.UNDECIDED;
    }

    /** @param side 1 for the upper end, -1 for the lower one */
    private static double wilson(Sample sample, int side) {
        double n = sample.calls();
        var p = sample.ratio();
        var square = Z * Z;
        var spread = Z * Math.sqrt(p * (1 - p) / n + square / (4 * n * n));
        return (p + square / (2 * n) + side * spread) / (1 + square / n);
    }
}
