package shop.bench;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The ids of users, or of orders, whose creation was acknowledged. Safe for use by several threads. */
final class Acknowledged {
    private static final int MOST_REMEMBERED = 1 << 21;

    private final AtomicReferenceArray<String> ids = new AtomicReferenceArray<>(MOST_REMEMBERED);
    private final AtomicLong count = new AtomicLong();

    void add(String id) {
        var index = count.getAndIncrement();
        if (index < MOST_REMEMBERED) {
            ids.set((int) index, id);
        }
    }

    long count() {
        return count.get();
    }

    /** One of {@code workingSet} ids (or of all, where there are fewer), which lie evenly spread over all of them. */
    String any(int workingSet) {
        var remembered = (int) Math.min(count.get(), MOST_REMEMBERED);
        if (remembered == 0) {
            throw new IllegalStateException("acknowledged: 0 (expected: some to choose from)");
        }
        var chosen = ThreadLocalRandom.current().nextInt(Math.min(workingSet, remembered));
        var index = (int) ((long) chosen * remembered / Math.min(workingSet, remembered));
        var id = ids.get(index);
        // The place is taken before the id is in it.
        return id != null ? id : any(workingSet);
    }
}
