package shop.platform.journal;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How often a tail queries the database.
 *
 * @param patience for how long events wait for others, to be read together
 * @param told whether all nodes send wake-ups now
 * @param safetyInterval between queries while they do
 * @param pollInterval between queries while one does not; never shorter than the patience
 * @param perReader pause after a query per reader that it has woken
 */
record Pace(
        Duration patience, BooleanSupplier told, Duration safetyInterval, Duration pollInterval, Duration perReader) {
    /** @param config {@code shop.projection} */
    static Pace of(Config config, Duration patience, BooleanSupplier told) {
        var poll = config.getDuration("poll-interval");
        return new Pace(
                patience,
                told,
                config.getDuration("safety-interval"),
                poll.compareTo(patience) > 0 ? poll : patience,
                Duration.ofSeconds(1).dividedBy(config.getInt("reads-per-second")));
    }

    Duration interval() {
        return told.getAsBoolean() ? safetyInterval : pollInterval;
    }

    /** The maximum pause, for any number of readers and any time in which events are not readable. */
    Duration longestGap() {
        return pollInterval;
    }
}
