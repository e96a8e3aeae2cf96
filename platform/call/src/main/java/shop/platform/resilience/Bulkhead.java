package shop.platform.resilience;

import io.grpc.Status;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Bounds the calls in flight. A permit is a plain count: whoever takes one releases it once. Whoever waits gets a permit in
 * the order of arrival, and nobody overtakes those who wait. Taking and releasing without a queue is lock-free.
 */
final class Bulkhead {

    /** Somebody who waits for a permit. */
    interface Waiter {
        /** Gets a permit, outside any lock; false, and no exception, when it is not used. */
        boolean useFreePermit();
    }

    private final BulkheadSettings settings;
    private final AtomicInteger available;
    private final Set<Waiter> queue = new LinkedHashSet<>(); // guarded by itself
    private volatile int queued; // the size of the queue, written under its lock
    private final ApiException refusal;

    Bulkhead(String target, BulkheadSettings settings) {
        this.settings = settings;
        this.available = new AtomicInteger(settings.maxConcurrent());
        // One for all: it has no stack trace and nothing in it ever changes.
        this.refusal = ApiException.builder(
                        Status.Code.RESOURCE_EXHAUSTED,
                        ErrorReason.DEPENDENCY_BUSY,
                        "Too many calls to a required service.")
                .quota(target, "At most " + settings.maxConcurrent() + " calls at the same time.")
                .build();
    }

    /** Takes a permit if one is free and nobody waits for it. */
    boolean tryTake() {
        return queued == 0 && takeFree();
    }

    /** Waits in the queue; false when that is full, or nobody may wait at all. */
    boolean enqueue(Waiter waiter) {
        if (!settings.queues()) {
            return false;
        }
        synchronized (queue) {
            if (queue.size() >= settings.maxQueued()) {
                return false;
            }
            queue.add(waiter);
            queued = queue.size();
        }
        // A permit may have been released between the caller's attempt and now.
        serveQueue();
        return true;
    }

    /** Leaves the queue. A permit that is being offered at this moment may still come. */
    void remove(Waiter waiter) {
        if (queued == 0) {
            return;
        }
        synchronized (queue) {
            queue.remove(waiter);
            queued = queue.size();
        }
    }

    /** Gives a permit back. */
    void release() {
        available.incrementAndGet();
        // Either this sees who has just come to the queue, or they see the permit.
        serveQueue();
    }

    /** What a call is refused with. */
    ApiException refusal() {
        return refusal;
    }

    int available() {
        return available.get();
    }

    int max() {
        return settings.maxConcurrent();
    }

    int queued() {
        return queued;
    }

    private void serveQueue() {
        while (queued > 0) {
            Waiter next = pollWithPermit();
            if (next == null) {
                return;
            }
            if (!next.useFreePermit()) {
                available.incrementAndGet();
            }
        }
    }

    private Waiter pollWithPermit() {
        synchronized (queue) {
            Iterator<Waiter> waiters = queue.iterator();
            if (!waiters.hasNext() || !takeFree()) {
                return null;
            }
            Waiter next = waiters.next();
            waiters.remove();
            queued = queue.size();
            return next;
        }
    }

    private boolean takeFree() {
        int free = available.get();
        while (free > 0) {
            int witness = available.compareAndExchange(free, free - 1);
            if (witness == free) {
                return true;
            }
            free = witness;
        }
        return false;
    }
}
