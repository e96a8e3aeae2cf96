package shop.platform.resilience;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * When a circuit breaker opens, and for how long.
 *
 * @param minRequests calls that must have ended within the interval before the ratio counts
 * @param failureRatio part of them, above 0 and up to 1, that must have failed
 * @param interval length of the window
 * @param buckets number of steps in which the window moves
 * @param open time until the trial call
 * @param maxOpen each failed trial doubles {@code open} while it stays below this
 * @param trialLease time after which a trial call that never ended gives its place to another
 */
public record BreakerSettings(
        int minRequests,
        double failureRatio,
        Duration interval,
        int buckets,
        Duration open,
        Duration maxOpen,
        Duration trialLease) {

    /** @throws IllegalArgumentException naming the value and what was expected */
    public BreakerSettings {
        Check.atLeast("min-requests", minRequests, 1);
        if (!(failureRatio > 0 && failureRatio <= 1)) {
            throw new IllegalArgumentException("failure-ratio: " + failureRatio + " (expected: above 0, up to 1)");
        }
        Check.positive("interval", interval);
        Check.atLeast("buckets", buckets, 2);
        Check.positive("open", open);
        Check.atLeast("max-open", maxOpen, open);
        Check.positive("trial lease", trialLease);
    }

    static BreakerSettings of(Config config, Duration trialLease) {
        return new BreakerSettings(
                config.getInt("min-requests"),
                config.getDouble("failure-ratio"),
                config.getDuration("interval"),
                config.getInt("buckets"),
                config.getDuration("open"),
                config.getDuration("max-open"),
                trialLease);
    }

    boolean trips(RollingWindow.Totals totals) {
        return totals.requests() >= minRequests && totals.failures() >= failureRatio * totals.requests();
    }
}
