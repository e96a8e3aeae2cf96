package shop.platform.projection;

import java.time.Duration;

/**
 * How far a projection is behind the journal.
 *
 * @param events events not yet in the read model; counting stops at {@link #COUNTED} per partition
 * @param age of the oldest of them, by the clocks of the nodes; zero when there is none
 */
public record ProjectionLag(long events, Duration age) {
    /** Largest number of events counted in a partition: beyond it the exact figure is worth less than its cost. */
    public static final int COUNTED = 10_000;
}
