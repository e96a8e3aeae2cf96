package shop.platform.grpc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;

/**
 * How many calls of one method may run at a time: as many as are allowed at most, and fewer while even the fastest of them takes too long,
 * since then all of them wait for each other. The fastest, not the average: one slow dependency does not make every call slow,
 * a queue that never empties does. Thread-safe.
 */
final class CallLimit {
    private static final double GROWTH = 1.25;
    private static final double LEAST_CUT = 0.5;

    /**
     * Bounds of a limit.
     *
     * @param least calls that may run however long they take; they keep the node busy
     * @param most calls that may run however short they are
     * @param fastest fastest-call latency above which the limit shrinks
     */
    record Settings(int least, int most, Duration fastest) {
        /** A limit that refuses nothing. */
        static final Settings NONE = new Settings(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(1));
    }

    private final Settings settings;
    private final LongSupplier nanoTime;
    /** Long enough to see what the last change has done: the calls that it let in have ended. */
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

    /** How many may run at the moment. */
    int limit() {
        return limit;
    }

    boolean isFull() {
        return running.get() >= limit;
    }

    /** Begins a call, if one more may run. */
    boolean tryBegin() {
        if (running.incrementAndGet() <= limit) {
            return true;
        }
        running.decrementAndGet();
        return false;
    }

    /** Ends a call that was answered on the spot, which tells nothing about a queue. */
    void endAtOnce() {
        running.decrementAndGet();
    }

    /** Ends a call that had to wait for something, with an answer or a failure; it began at this {@link System#nanoTime()}. */
    void end(long begun) {
        long now = nanoTime.getAsLong();
        fastest.accumulate(now - begun);
        ended(now);
    }

    /** Ends a call whose time is over. Where all calls end so, the fastest has taken too long. */
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
