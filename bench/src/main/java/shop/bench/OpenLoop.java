package shop.bench;

import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts calls at a fixed rate whether or not the server keeps up. Latency counts from the moment at which a call was
 * meant to start, so that a stall shows in every call that it delayed (no coordinated omission).
 */
final class OpenLoop<Q, R> extends Load<Q, R> {
    /** Bounds memory when the server does not keep up; a call that waits for a place still counts from its time. */
    private static final int MOST_IN_FLIGHT = 10_000;

    /** To start calls one by one would take the driver more processor time than it takes the server to refuse them. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    static final String PACER = "bench-pacer";

    private static final int PLACE_CHECK_MILLIS = 50;

    private final List<? extends Channel> channels;
    private final long nanosBetween;
    private final Thread pacer = new Thread(this::pace, PACER);

    /**
     * @param perSecond calls a second
     */
    OpenLoop(Operation<Q, R> operation, List<? extends Channel> channels, int perSecond) {
        super(operation, MOST_IN_FLIGHT);
        this.channels = channels;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        pacer.start();
    }

    /** Wakes up no more often than once a tick, and starts what is due then on one channel, each time on the next one. */
    private void pace() {
        var begin = System.nanoTime();
        var due = begin;
        for (var wakeUp = 0L; !closing(); wakeUp++) {
            var next = Math.max(due, begin + wakeUp * TICK_NANOS);
            for (var wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            var channel = channels.get((int) (wakeUp % channels.size()));
            for (var now = System.nanoTime(); due <= now; due += nanosBetween) {
                if (!place()) {
                    return;
                }
                new OnTime(channel).start(due);
            }
        }
    }

    @Override
    public void close() {
        super.close();
        Interruption.asFailure(() -> {
            pacer.join();
            return null;
        });
    }

    /** False when the load closes first, which takes all places for good. */
    private boolean place() {
        while (!closing()) {
            if (Interruption.asFailure(() -> free().tryAcquire(PLACE_CHECK_MILLIS, TimeUnit.MILLISECONDS))) {
                return true;
            }
        }
        return false;
    }

    private final class OnTime extends Call {
        private OnTime(Channel channel) {
            super(channel);
        }

        @Override
        void succeeded() {
            free().release();
        }

        @Override
        void failed() {
            free().release();
        }
    }
}
