package shop.bench;

import java.util.Arrays;

/** The median of some figures, the least and the most. */
record Spread(double median, double least, double most) {
    static Spread of(double... figures) {
        var sorted = figures.clone();
        Arrays.sort(sorted);
        var middle = sorted.length / 2;
        var median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    Spread times(double factor) {
        return new Spread(median * factor, least * factor, most * factor);
    }

    /** @param figure the format of one figure */
    String format(String figure) {
        return "%s [%s – %s]".formatted(figure.formatted(median), figure.formatted(least), figure.formatted(most));
    }
}
