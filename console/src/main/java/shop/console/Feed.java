package shop.console;

import java.time.Duration;
import java.util.Optional;

/** The last state of the system as JSON, and who waits for the next. Safe for use by several threads. */
final class Feed {
    private String state = "";
    private long version;
    private int watchers;

    /** @param version grows with every change */
    record Edition(long version, String state) {}

    /** Whether anybody looks: when nobody does, nobody need be asked. */
    synchronized boolean isWatched() {
        return watchers > 0;
    }

    synchronized void join() {
        watchers++;
    }

    synchronized void leave() {
        watchers--;
    }

    /** Wakes who waits, if this is anything new. */
    synchronized void publish(String json) {
        if (!json.equals(state)) {
            state = json;
            version++;
            notifyAll();
        }
    }

    /** The first edition after {@code seen}; empty when there is none within {@code patience}. */
    synchronized Optional<Edition> after(long seen, Duration patience) throws InterruptedException {
        var end = System.nanoTime() + patience.toNanos();
        while (version <= seen) {
            var millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return Optional.empty();
            }
            wait(millis);
        }
        return Optional.of(new Edition(version, state));
    }
}
