package shop.discovery.consul.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential pauses after failures: doubled each time, varied by 20 % so that clients do not return in step. */
public record Backoff(Duration min, Duration max) {
    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (min.isNegative() || min.isZero() || min.compareTo(max) > 0) {
            throw new IllegalArgumentException("backoff.min: " + min + " (expected: > 0 and <= max, " + max + ")");
        }
    }

    /** @param failures failures in a row, 1 or more */
    public Duration after(int failures) {
        var doubled = min.toMillis() * (double) (1L << Math.min(failures - 1, MOST_DOUBLINGS));
        var varied = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis(Math.max(1, Math.round(Math.min(doubled * varied, max.toMillis()))));
    }

    public Backoff withMax(Duration max) {
        return new Backoff(min.compareTo(max) > 0 ? max : min, max);
    }
}
