package shop.rollout;

/**
 * Weights that give a canary its share of the calls.
 *
 * @param stable the weight of each instance of the stable version
 * @param canary the weight of each instance of the canary
 */
record Share(int stable, int canary) {
    /** Of whoever has no other share: what nodes register with. */
    static final int EVEN = 1;

    private static final int STABLE = 100;
    private static final int MAX = 65_535;

    /** @param fraction of all calls that the canary is to have, above 0 and below 1 */
    static Share of(double fraction, int stableInstances, int canaryInstances) {
        if (fraction <= 0 || fraction >= 1) {
            throw new IllegalArgumentException("fraction: " + fraction + " (expected: > 0 and < 1)");
        }
        var weight = Math.round(STABLE * stableInstances * fraction / (1 - fraction) / canaryInstances);
        return new Share(STABLE, (int) Math.max(1, Math.min(weight, MAX)));
    }
}
