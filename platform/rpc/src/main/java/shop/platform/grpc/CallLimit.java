package shop.platform.grpc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;

/**
 * The number of calls of one method that may be in flight: the configured maximum, and fewer while even the fastest
 * call takes too long, since then all calls wait for each other. The fastest counts, not the average: one slow
 * dependency does not make every call slow, a queue that never empties does. Thread-safe.
 */
final class CallLimit {
    private static final double GROWTH = 1.25;
    private static final double LEAST_CUT = 0.5;

    /**
     * Bounds of a limit.
     *
     * @param least calls that are always allowed, however long they take; they keep the node busy
     * @param most calls that are allowed at most, however short they are
     * @param fastest fastest-call latency above which the limit shrinks
     */
    record Settings(int least, int most, Duration fastest) {
        /** Returns a limit that rejects nothing. */
        static final Settings NONE = new Settings(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(1));
    }

    private final Settings settings;
    private final LongSupplier nanoTime;
    /** Long enough to see the effect of the last change: the calls that it admitted have ended. */
    private final long interval;

    private final AtomicInteger running = new AtomicInteger();
    private final LongAccumulator fastest = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final AtomicLong nextLook;
    private volatile int limit;

    CallLimit(Settings settings) {
        this(settings, System::nanoTime);
    }

    CallLimit(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.interval = 2 * settings.fastest.toNanos();
        this.nextLook = new AtomicLong(nanoTime.getAsLong() + interval);
        this.limit = settings.most;
    }

    /** Returns the current limit. */
    int limit() {
        return limit;
    }

    boolean isFull() {
        return running.get() >= limit;
    }

    /** Begins a call, if the limit allows it. */
    boolean tryBegin() {
        if (running.incrementAndGet() <= limit) {
            return true;
        }
        running.decrementAndGet();
        return false;
    }

    /** Ends a call that was answered at once, which says nothing about a queue. */
    void endAtOnce() {
        running.decrementAndGet();
    }

    /** Ends a call that had to wait, with an answer or a failure; it began at this {@link System#nanoTime()}. */
    void end(long begun) {
        long now = nanoTime.getAsLong();
        fastest.accumulate(now - begun);
        ended(now);
    }

    /** Ends a call at its deadline. If all calls end so, the fastest has taken too long. */
    void endTooLate() {
        ended(nanoTime.getAsLong());
    }

    private void ended(long now) {
        running.decrementAndGet();
        long due = nextLook.get();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + interval)) {
            look(fastest.getThenReset());
        }
    }

    private void look(long nanos) {
        double room = (double) settings.fastest.toNanos() / nanos;
        double next = room < 1 ? limit * Math.max(LEAST_CUT, room) : Math.ceil(limit * GROWTH);
        limit = (int) Math.max(settings.least, Math.min(settings.most, next));
    }
}
