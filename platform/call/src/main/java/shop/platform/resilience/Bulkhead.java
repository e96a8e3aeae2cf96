package shop.platform.resilience;

import io.grpc.Status;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Bounds the calls in flight. Permits are only counted: each one taken must be released once. Waiting calls get permits
 * in the order of arrival, and no new call overtakes them. Taking and releasing without a queue is lock-free.
 */
final class Bulkhead {

    /** A waiter for a permit. */
    interface Waiter {
        /** Accepts a permit, called outside any lock; returns false, without an exception, if it is not used. */
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

    /** Waits in the queue; returns false if it is full, or if waiting is not allowed. */
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

    /** Leaves the queue. A permit that is being offered at this moment may still arrive. */
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
        // Either this thread sees a new waiter in the queue, or the waiter sees the permit.
        serveQueue();
    }

    /** Returns the failure of a rejected call. */
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
