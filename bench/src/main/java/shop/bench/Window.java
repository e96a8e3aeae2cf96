package shop.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What happened in one measured stretch of time.
 *
 * @param seconds its length
 * @param successes calls answered rightly, or rows committed
 * @param errors how many others, by gRPC status or {@link Operation#WRONG_ANSWER}
 * @param latency in nanoseconds, of the successes only
 */
record Window(Instant from, double seconds, long successes, Map<String, Long> errors, Histogram latency) {
    double perSecond() {
        return successes / seconds;
    }

    Duration percentile(double percent) {
        return Duration.ofNanos(latency.getValueAtPercentile(percent));
    }

    Instant to() {
        return from.plusNanos((long) (seconds * 1e9));
    }
}
