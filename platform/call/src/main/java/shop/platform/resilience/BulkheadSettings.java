package shop.platform.resilience;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of a bulkhead.
 *
 * @param maxConcurrent calls in flight
 * @param maxWait how long a call may wait for its turn; zero: none waits
 * @param maxQueued calls that wait at the same time
 */
public record BulkheadSettings(int maxConcurrent, Duration maxWait, int maxQueued) {

    /** @throws IllegalArgumentException naming the value and what was expected */
    public BulkheadSettings {
        Check.atLeast("max-concurrent", maxConcurrent, 1);
        Check.atLeast("max-wait", maxWait, Duration.ZERO);
        Check.atLeast("max-queued", maxQueued, 0);
    }

    static BulkheadSettings of(Config config) {
        return new BulkheadSettings(
                config.getInt("max-concurrent"), config.getDuration("max-wait"), config.getInt("max-queued"));
    }

    boolean queues() {
        return maxQueued > 0 && !maxWait.isZero();
    }
}
