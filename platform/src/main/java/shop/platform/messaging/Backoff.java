package shop.platform.messaging;

import java.time.Duration;

/** Pauses that double, from {@code min} to {@code max}. Not thread-safe. */
final class Backoff {
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
        return pause;
    }

    void reset() {
        next = min;
    }
}
