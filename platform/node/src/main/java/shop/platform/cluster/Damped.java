package shop.platform.cluster;

/**
 * A damped yes or no: it changes to no after {@code failures} consecutive bad observations, and back to yes after
 * {@code successes} consecutive good ones. It begins with no, and the first good observation changes that. Not
 * thread-safe.
 */
final class Damped {
    private final int failures;
    private final int successes;
    private boolean value;
    private boolean everGood;
    private int contradictions;

    Damped(int failures, int successes) {
        this.failures = failures;
        this.successes = successes;
    }

    /** Takes an observation and returns the value after it. */
    boolean observe(boolean good) {
        contradictions = good == value ? 0 : contradictions + 1;
        if (contradictions >= needed()) {
            value = good;
            contradictions = 0;
        }
        everGood |= good;
        return value;
    }

    private int needed() {
        if (value) {
            return failures;
        }
        return everGood ? successes : 1;
    }
}
