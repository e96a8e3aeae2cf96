package shop.platform.resilience;

import akka.AkkaException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Ends calls in flight whose time has passed, up to 10 ms late. One timer serves all of them while there are any,
 * because one timer per call costs more than the rest of the guard, and keeps references to calls that ended long ago.
 * Lock-free.
 */
final class InFlight {

    private static final Duration PERIOD = Duration.ofMillis(10); // the resolution of Akka's scheduler

    private final GuardRuntime runtime;
    private final AtomicReferenceArray<GuardedCall<?>> slots;
    private final AtomicBoolean watched = new AtomicBoolean();

    /** @param max maximum number of calls in flight; adding more waits for a slot */
    InFlight(int max, GuardRuntime runtime) {
        this.runtime = runtime;
        this.slots = new AtomicReferenceArray<>(max);
    }

    /** Returns the slot of the call, for {@link #remove}. */
    int add(GuardedCall<?> call) {
        int slot = (int) (Thread.currentThread().getId() % slots.length());
        while (!slots.compareAndSet(slot, null, call)) {
            slot = (slot + 1) % slots.length();
        }
        if (!watched.get() && watched.compareAndSet(false, true)) {
            watchLater();
        }
        return slot;
    }

    void remove(int slot) {
        slots.setRelease(slot, null);
    }

    private void watchLater() {
        try {
            runtime.after(PERIOD, this::watch);
        } catch (AkkaException stopping) {
            watched.set(false); // the actor system is stopping, and its calls with it
        }
    }

    private void watch() {
        boolean any = true;
        try {
            any = endOverdue(runtime.now());
        } finally {
            if (any) {
                watchLater();
            } else {
                stopWatching();
            }
        }
    }

    private boolean endOverdue(long now) {
        boolean any = false;
        for (int i = 0; i < slots.length(); i++) {
            GuardedCall<?> call = slots.get(i);
            if (call != null) {
                any = true;
                call.endIfOverdue(now);
            }
        }
        return any;
    }

    private void stopWatching() {
        watched.set(false);
        for (int i = 0; i < slots.length(); i++) {
            // A call was added while this was about to stop; it must be watched as well.
            if (slots.get(i) != null && watched.compareAndSet(false, true)) {
                watchLater();
                return;
            }
        }
    }
}
