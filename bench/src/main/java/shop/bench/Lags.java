package shop.bench;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures lags after the fact, by the times at which PostgreSQL committed the transactions that wrote an event and the
 * row that shows it ({@code track_commit_timestamp}). Both are times of one clock, nothing is sampled, and the load is
 * disturbed by nothing. For one thread.
 */
final class Lags {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    private Lags() {}

    /**
     * The lags of what was created in a window; to be called when the view has caught up, for what has not arrived is not
     * in it.
     *
     * @param shown the database of the view
     * @param journal the database of the events
     */
    static Lag of(View view, String load, Measurement measurement, Database shown, Database journal)
            throws SQLException {
        var arrivals = shown.arrivals(
                view, measurement.window().from(), measurement.window().to());
        var departures = journal.departures(view, arrivals.keySet());
        var micros = new Histogram(LONGEST_MICROS, 3);
        departures.forEach((id, departure) -> {
            // Both are taken just before their commits are flushed, so a view cannot be early unless the clock was set
            // back.
            micros.recordValue(Math.max(0, Math.min(LONGEST_MICROS, arrivals.get(id) - departure)));
        });
        return new Lag(view, load, measurement.round(), micros);
    }
}
