package shop.platform.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts how calls ended within the last interval, in buckets that expire one by one: a call counts for at least
 * {@code (buckets - 1) / buckets} of the interval and for at most all of it. Lock-free.
 */
final class RollingWindow {

    /**
     * The window's contents at one moment.
     *
     * @param requests calls that ended, failures included
     */
    record Totals(long requests, long failures) {}

    /** One bucket: requests in the upper 32 bits, failures in the lower. */
    private static final class Bucket extends AtomicLong {
        private final long number;

        private Bucket(long number) {
            this.number = number;
        }
    }

    private static final long REQUEST = 1L << 32;
    private static final long FAILED_REQUEST = REQUEST + 1;
    private static final long FAILURES = REQUEST - 1;

    private final long start;
    private final long bucketNanos;
    private final AtomicReferenceArray<Bucket> ring;

    /** @param now nanoseconds that only go forward, as those of {@link System#nanoTime()}, here and below */
    RollingWindow(Duration interval, int buckets, long now) {
        this.start = now;
        this.bucketNanos = Math.max(1, interval.toNanos() / buckets);
        this.ring = new AtomicReferenceArray<>(buckets);
    }

    void addSuccess(long now) {
        bucket(number(now)).getAndAdd(REQUEST);
    }

    /** Counts a failure and returns the window's contents, including this failure. */
    Totals addFailure(long now) {
        bucket(number(now)).getAndAdd(FAILED_REQUEST);
        return totals(now);
    }

    Totals totals(long now) {
        long oldest = number(now) - ring.length() + 1;
        long requests = 0;
        long failures = 0;
        for (int i = 0; i < ring.length(); i++) {
            Bucket bucket = ring.get(i);
            if (bucket != null && bucket.number >= oldest) {
                long counts = bucket.get();
                requests += counts >>> 32;
                failures += counts & FAILURES;
            }
        }
        return new Totals(requests, failures);
    }

    private long number(long now) {
        return (now - start) / bucketNanos;
    }

    private Bucket bucket(long number) {
        int slot = (int) (number % ring.length());
        while (true) {
            Bucket found = ring.get(slot);
            // If this thread was delayed for a whole interval, the bucket is already newer.
            if (found != null && found.number >= number) {
                return found;
            }
            Bucket fresh = new Bucket(number);
            if (ring.compareAndSet(slot, found, fresh)) {
                return fresh;
            }
        }
    }
}
