package shop.platform.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double, from {@code min} to {@code max}, each shortened by up to a fifth at random, so that consumers which failed
 * together do not return in step. Not thread-safe.
 */
final class Backoff {
    private static final double JITTER = 0.2;

    private final Duration min;
    private final Duration max;
    private Duration next;

    Backoff(Duration min, Duration max) {
        this.min = min;
        this.max = max;
        this.next = min;
    }

    Duration next() {
        var pause = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(max) < 0 ? doubled : max;
        return Duration.ofNanos(Math.round(
                pause.toNanos() * (1 - JITTER * ThreadLocalRandom.current().nextDouble())));
    }

    void reset() {
        next = min;
    }
}
