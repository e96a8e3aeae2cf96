package shop.bench;

import org.HdrHistogram.Histogram;

/**
 * How long events took from their commit in the journal to the commit of the row that shows them.
 *
 * @param micros of every event of the window, not of a sample
 */
record Lag(View view, String load, int round, Histogram micros) {
    double percentileMillis(double percent) {
        return micros.getValueAtPercentile(percent) / 1000.0;
    }
}
