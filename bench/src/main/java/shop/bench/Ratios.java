package shop.bench;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The rows of the report's table of ratios: what stands beside what. */
final class Ratios {
    private static final double P50 = 50;
    private static final double P99 = 99;

    private final Results results;
    private final Consumer<String> lines;

    Ratios(Results results, Consumer<String> lines) {
        this.results = results;
        this.lines = lines;
    }

    void write() {
        for (var series : results.series()) {
            // An open loop gets what it asks for, so its throughput compares nothing.
            if (!series.load().startsWith(Meter.OPEN_LOOP)) {
                throughput(series);
            }
            latency(series);
        }
        growth();
    }

    private void throughput(Results.Series series) {
        switch (series.subject()) {
            case CREATE_USER -> {
                inEvents(series, "(b)", Subject.COMMITS);
                inEvents(series, "(a)", Subject.BATCHES);
            }
            case GET_USER -> {
                perSecond("GetUser ÷ (c)", series, Subject.AKKA, 1);
                perSecond("GetUser ÷ (d)", series, Subject.GRPC, 1);
                perSecond("GetUser ÷ (e)", series, Subject.EMPTY, 1);
            }
            case GET_USER_OBSERVED ->
                perSecond("GetUser: observed ÷ unobserved", series, Subject.GET_USER_UNOBSERVED, 1);
            case GET_ORDER -> {
                perSecond("GetOrder ÷ (c)", series, Subject.AKKA, 1);
                perSecond("GetOrder ÷ GetUser", series, Subject.GET_USER, 1);
            }
            case CREATE_ORDER -> {
                inEvents(series, "(b)", Subject.COMMITS);
                perSecond("CreateOrder ÷ CreateUser", series, Subject.CREATE_USER, 1);
            }
            case CREATE_ORDER_DURING ->
                perSecond("CreateOrder: user-service frozen ÷ before", series, Subject.CREATE_ORDER_BEFORE, 1);
            case FENCED_COMMITS -> perSecond("(f) ÷ (b)", series, Subject.COMMITS, 1);
            case EMPTY -> perSecond("(e) ÷ (c)", series, Subject.AKKA, 1);
            case AKKA -> perSecond("(c) ÷ (d)", series, Subject.GRPC, 1);
            default -> {}
        }
    }

    private void latency(Results.Series series) {
        switch (series.subject()) {
            case CREATE_USER -> alone(series);
            case CREATE_ORDER -> {
                alone(series);
                percentile("p50: CreateOrder ÷ GetUser", series, Subject.GET_USER, P50);
            }
            case GET_ORDER_DURING ->
                percentile("p99: GetOrder: user-service frozen ÷ before", series, Subject.GET_ORDER_BEFORE, P99);
            case CREATE_ORDER_DURING ->
                percentile("p99: CreateOrder: user-service frozen ÷ before", series, Subject.CREATE_ORDER_BEFORE, P99);
            default -> {}
        }
    }

    /** One call at a time beside one commit at a time: what a caller waits for when nobody else does. */
    private void alone(Results.Series series) {
        if (series.load().equals(Meter.inFlight(1))) {
            percentile("p50: " + series.subject() + " ÷ (g)", series, Subject.LONE_COMMITS, P50);
        }
    }

    private void inEvents(Results.Series series, String name, Subject yardstick) {
        var events = results.eventsPerCall(series.subject());
        perSecond("%s × %.2f events ÷ %s".formatted(series.subject(), events, name), series, yardstick, events);
    }

    private void perSecond(String label, Results.Series series, Subject yardstick, double weight) {
        yardstick(series, yardstick)
                .ifPresent(other -> line(
                        label,
                        series,
                        ratios(series, other, one -> one.window().perSecond()).times(weight)));
    }

    private void percentile(String label, Results.Series series, Subject yardstick, double percent) {
        yardstick(series, yardstick)
                .ifPresent(other -> line(
                        label,
                        series,
                        ratios(
                                series,
                                other,
                                one -> one.window().percentile(percent).toNanos())));
    }

    /** A call's yardstick is the one under the same load; inserts come under one load only, which serves all. */
    private Optional<Results.Series> yardstick(Results.Series series, Subject yardstick) {
        return results.series().stream()
                .filter(other -> other.subject() == yardstick)
                .filter(other -> yardstick.inserts() || other.load().equals(series.load()))
                .findFirst();
    }

    private static Spread ratios(Results.Series series, Results.Series other, ToDoubleFunction<Measurement> figure) {
        var rounds = Math.min(series.rounds().size(), other.rounds().size());
        return Spread.of(IntStream.range(0, rounds)
                .mapToDouble(round -> figure.applyAsDouble(series.rounds().get(round))
                        / figure.applyAsDouble(other.rounds().get(round)))
                .toArray());
    }

    private void line(String label, Results.Series series, Spread ratio) {
        lines.accept("| " + label + " | " + series.load() + " | " + ratio.format("%.2f") + " |");
    }

    /**
     * Where one call was measured at several populations: its cost against that of the smallest; and both as so many empty calls of the
     * same time, since the machine need not be as fast then as it was before.
     */
    private void growth() {
        var calls = results.series();
        for (var series : calls) {
            var smallest = calls.stream()
                    .filter(other -> other.subject() == series.subject())
                    .findFirst()
                    .orElseThrow();
            if (series != smallest && series.load().endsWith(" users")) {
                growth("server µs/call", micros(series) / micros(smallest), series, smallest);
                if (series.subject() != Subject.EMPTY) {
                    growth("PostgreSQL µs/call", databaseMicros(series) / databaseMicros(smallest), series, smallest);
                    inEmptyCalls(series)
                            .ifPresent(now -> inEmptyCalls(smallest)
                                    .ifPresent(before -> growth("in empty calls", now / before, series, smallest)));
                }
            }
        }
    }

    private void growth(String unit, double ratio, Results.Series series, Results.Series smallest) {
        lines.accept("| %s: %s ÷ at %s | %s | %.2f |"
                .formatted(series.subject(), unit, smallest.load(), series.load(), ratio));
    }

    private Optional<Double> inEmptyCalls(Results.Series series) {
        return yardstick(series, Subject.EMPTY).map(empty -> micros(series) / micros(empty));
    }

    private static double micros(Results.Series series) {
        return series.of(Measurement::serverMicros).median();
    }

    private static double databaseMicros(Results.Series series) {
        return series.of(Measurement::databaseMicros).median();
    }
}
