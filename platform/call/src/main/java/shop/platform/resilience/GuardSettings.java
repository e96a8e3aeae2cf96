package shop.platform.resilience;

import com.typesafe.config.Config;
import java.time.Duration;
import shop.platform.call.Deadline;

/**
 * The settings of the calls to one service; {@code shop-resilience.conf} explains each.
 *
 * @param target name of the service
 * @param timeout the maximum time of a call
 * @param margin part of the caller's deadline that is kept in reserve
 */
public record GuardSettings(
        String target, Duration timeout, Duration margin, BulkheadSettings bulkhead, BreakerSettings breaker) {

    /** @throws IllegalArgumentException naming the value and what was expected */
    public GuardSettings {
        Check.positive("timeout", timeout);
        Check.atLeast("margin", margin, Duration.ZERO);
    }

    /**
     * Reads {@code shop.resilience.<target>}.
     *
     * @throws IllegalArgumentException when there is no such block, or a value in it is invalid
     */
    public static GuardSettings of(Config root, String target) {
        String path = path(target);
        if (!root.hasPath(path)) {
            throw new IllegalArgumentException(
                    path + ": missing (expected: " + path + " = ${shop.resilience.default})");
        }
        Config config = root.getConfig(path);
        Duration timeout = config.getDuration("timeout");
        try {
            return new GuardSettings(
                    target,
                    timeout,
                    config.getDuration("margin"),
                    BulkheadSettings.of(config.getConfig("bulkhead")),
                    // The guard ends every call at its time-out; only a lost call lasts twice as long.
                    BreakerSettings.of(config.getConfig("circuit-breaker"), timeout.multipliedBy(2)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    static String path(String target) {
        return "shop.resilience." + target;
    }

    /**
     * Returns the maximum time, in nanoseconds, of a call made now for a caller with this deadline; not positive: too
     * late.
     */
    long budget(Deadline caller, long now) {
        return Math.min(timeout.toNanos(), caller.remainingNanos(now) - margin.toNanos());
    }
}
