package shop.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/** Counts outcomes and latencies while a load runs, and cuts them into windows. Any thread may count; one cuts. */
final class Tally {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Recorder latency = new Recorder(TimeUnit.MICROSECONDS.toNanos(1), LONGEST_NANOS, 3);
    private final LongAdder successes = new LongAdder();
    private final ConcurrentMap<String, LongAdder> errors = new ConcurrentHashMap<>();
    private Instant from = Instant.EPOCH;
    private long start;

    /** Counts {@code count} successes that became known together after {@code nanos}. */
    void succeeded(long nanos, int count) {
        latency.recordValue(Math.min(nanos, LONGEST_NANOS));
        successes.add(count);
    }

    void failed(String kind) {
        errors.computeIfAbsent(kind, unseen -> new LongAdder()).increment();
    }

    /** Forgets what was counted, then counts for {@code length}. */
    Window during(Duration length) throws InterruptedException {
        begin();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        return end();
    }

    /** Forgets what was counted; a window begins. */
    void begin() {
        take(Instant.now(), 0);
        from = Instant.now();
        start = System.nanoTime();
    }

    /** The window since {@link #begin}. */
    Window end() {
        return take(from, System.nanoTime() - start);
    }

    private Window take(Instant from, long nanos) {
        var counted = successes.sumThenReset();
        Map<String, Long> failed = new TreeMap<>();
        errors.forEach((kind, adder) -> {
            var count = adder.sumThenReset();
            if (count > 0) {
                failed.put(kind, count);
            }
        });
        return new Window(from, nanos / 1e9, counted, failed, latency.getIntervalHistogram());
    }
}
