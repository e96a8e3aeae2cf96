package shop.rollout;

/**
 * How a version has served its calls.
 *
 * @param calls that it served
 * @param bad those of them that failed or were slow, whichever is counted
 */
record Sample(long calls, long bad) {
    Sample {
        if (calls < 0 || bad < 0 || bad > calls) {
            throw new IllegalArgumentException("bad: " + bad + " of " + calls + " (expected: 0 <= bad <= calls)");
        }
    }

    double ratio() {
        return calls == 0 ? 0 : (double) bad / calls;
    }
}
