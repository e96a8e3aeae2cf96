package shop.rollout;

/** Fisher's exact test for two proportions, one-sided. */
final class Fisher {
    /** Below this a factorial is summed; above it Stirling's series is exact to the last digits of a double. */
    private static final int SMALL = 20;

    private Fisher() {}

    /**
     * How likely it is that at least as many of all bad calls are the first version's as it has, if the versions are alike:
     * the upper tail of the hypergeometric distribution.
     */
    static double atLeast(Sample first, Sample second) {
        var bad = first.bad() + second.bad();
        var all = lnChoose(first.calls() + second.calls(), bad);
        var sum = 0.0;
        for (var of = first.bad(); of <= Math.min(bad, first.calls()); of++) {
            if (bad - of <= second.calls()) {
                sum += Math.exp(lnChoose(first.calls(), of) + lnChoose(second.calls(), bad - of) - all);
            }
        }
        return Math.min(1, sum);
    }

    private static double lnChoose(long n, long k) {
        return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
    }

    private static double lnFactorial(long n) {
        if (n < SMALL) {
            var sum = 0.0;
            for (long i = 2; i <= n; i++) {
                sum += Math.log(i);
            }
            return sum;
        }
        double x = n;
        return x * Math.log(x) - x + Math.log(2 * Math.PI * x) / 2 + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}
