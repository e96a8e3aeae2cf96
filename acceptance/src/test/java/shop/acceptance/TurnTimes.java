package shop.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long turns take, as a caller sees it. Safe for use by several threads. */
final class TurnTimes {
    private List<Duration> times = new ArrayList<>();

    synchronized void add(Duration time) {
        times.add(time);
    }

    /** Of the turns that have ended since this was asked last. */
    synchronized Summary take() {
        var taken = times;
        times = new ArrayList<>();
        return Summary.of(taken);
    }

    /** What a number of turns took. */
    record Summary(int turns, Duration median, Duration p99, Duration longest) {
        private static Summary of(List<Duration> times) {
            var sorted = times.stream().sorted().toList();
            return new Summary(sorted.size(), quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1));
        }

        private static Duration quantile(List<Duration> sorted, double fraction) {
            var rank = (int) Math.ceil(fraction * sorted.size());
            return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(rank, 1) - 1);
        }

        @Override
        public String toString() {
            return "%d turns, median %d ms, p99 %d ms, longest %d ms"
                    .formatted(turns, median.toMillis(), p99.toMillis(), longest.toMillis());
        }
    }
}
