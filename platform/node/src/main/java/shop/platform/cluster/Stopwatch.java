package shop.platform.cluster;

import java.time.Duration;

/** How long something has held without a break, by the monotonic clock. Not thread-safe. */
final class Stopwatch {
    private long since;
    private boolean running;

    /** Starts unless it runs already. */
    void run() {
        if (!running) {
            running = true;
            since = System.nanoTime();
        }
    }

    void stop() {
        running = false;
    }

    /** Zero while stopped. */
    Duration read() {
        return running ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    }
}
