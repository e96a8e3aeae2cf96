package shop.platform.call;

import java.time.Duration;

/**
 * The moment up to which a caller waits for an answer, on the clock of {@link System#nanoTime()}. Immutable.
 */
public final class Deadline {

    private static final Deadline NEVER = new Deadline(0, false);
    private static final Duration UNBOUNDED = Duration.ofNanos(Long.MAX_VALUE);
    // nanoTime values are only comparable within 2^63 ns of each other; half of it leaves room for "now".
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final long nanoTime;
    private final boolean bounded;

    private Deadline(long nanoTime, boolean bounded) {
        this.nanoTime = nanoTime;
        this.bounded = bounded;
    }

    /** Returns a deadline at this distance from now; zero and negative durations have already expired. */
    public static Deadline after(Duration duration) {
        Duration finite = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
        return new Deadline(System.nanoTime() + finite.toNanos(), true);
    }

    /** Returns a deadline at this moment of {@link System#nanoTime()}. */
    public static Deadline at(long nanoTime) {
        return new Deadline(nanoTime, true);
    }

    /** Returns the deadline of a call without a limit. */
    public static Deadline never() {
        return NEVER;
    }

    /** Returns whether this deadline is ever reached. */
    public boolean isBounded() {
        return bounded;
    }

    /** Returns whether this deadline has expired. */
    public boolean isExpired() {
        return bounded && nanoTime - System.nanoTime() <= 0;
    }

    /** Returns the remaining time: zero when expired, about 292 years without a limit. */
    public Duration remaining() {
        if (!bounded) {
            return UNBOUNDED;
        }
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /**
     * Returns the remaining time at a moment of {@link System#nanoTime()}, in nanoseconds: negative when the deadline
     * has passed by then, {@link Long#MAX_VALUE} when there is no bound.
     */
    public long remainingNanos(long nanoTime) {
        return bounded ? this.nanoTime - nanoTime : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return bounded ? "in " + remaining() : "never";
    }
}
