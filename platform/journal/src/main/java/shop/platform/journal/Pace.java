package shop.platform.journal;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How often a tail is asked.
 *
 * @param patience for how long events wait for others, to be read together
 * @param told whether all nodes tell of their commits now
 * @param safetyInterval of the clock while they do
 * @param pollInterval of the clock while one does not; never shorter than the patience
 * @param perReader pause after a question for each reader that it has woken
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

    /** However much is to be done, and however long it cannot be read. */
    Duration longestGap() {
        return pollInterval;
    }
}
