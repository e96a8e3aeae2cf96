package shop.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Writes the results of a run as Markdown. */
final class Report {
    /** Above this share of the processors in use, a load counts as bound by them. */
    private static final double BUSY = 0.9;

    private final Results results;
    private final int processors;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results, int processors) {
        this.results = results;
        this.processors = processors;
    }

    /**
     * @param processors of the machine that the results are from
     */
    static String of(Results results, int processors) {
        return new Report(results, processors).write();
    }

    private String write() {
        line("# Bench report");
        line("");
        results.conditions().forEach((name, value) -> line("- " + name + ": " + value));
        figures();
        ratios();
        readModel();
        bounds();
        profile();
        return text.toString();
    }

    private void figures() {
        title("Throughput and latency");
        line("Latency in milliseconds, of successful calls; of (a) and (b) a commit's. Processors in use on average.");
        line("");
        line("| what | load | a second | p50 | p99 | p99.9 | errors | driver | server | server µs/call | PostgreSQL"
                + " | machine |");
        line("|---|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|");
        results.series().forEach(this::figures);
    }

    private void figures(Results.Series series) {
        line("| "
                + String.join(
                        " | ",
                        series.subject().toString(),
                        series.load(),
                        spread(series.of(one -> one.window().perSecond()), "%,.0f"),
                        latency(series, 50),
                        latency(series, 99),
                        latency(series, 99.9),
                        errors(series),
                        median(series, one -> one.cores().driver(), "%.2f"),
                        inserts(series.subject())
                                ? "–"
                                : median(series, one -> one.cores().server(), "%.2f"),
                        inserts(series.subject()) ? "–" : median(series, Measurement::serverMicros, "%.0f"),
                        median(series, one -> one.cores().postgres(), "%.2f"),
                        median(series, one -> one.cores().machine(), "%.2f"))
                + " |");
    }

    private static boolean inserts(Subject subject) {
        return subject == Subject.BATCHES || subject == Subject.COMMITS;
    }

    private static String latency(Results.Series series, double percent) {
        return median(series, one -> one.window().percentile(percent).toNanos() / 1e6, "%.2f");
    }

    private static String errors(Results.Series series) {
        var byKind = series.rounds().stream()
                .flatMap(one -> one.window().errors().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.summingLong(Map.Entry::getValue)));
        return byKind.isEmpty()
                ? "0"
                : byKind.entrySet().stream()
                        .map(kind -> "**" + kind.getValue() + " " + kind.getKey() + "**")
                        .collect(Collectors.joining(", "));
    }

    private void ratios() {
        title("Ratios");
        line("Each the median of the ratios within the rounds.");
        line("");
        line("| ratio | load | value |");
        line("|---|---|---:|");
        var events = results.eventsPerCreate().orElse(0);
        // An open loop gets what it asks for, so its throughput compares nothing.
        for (var series : results.series().stream()
                .filter(one -> !one.load().startsWith(Meter.OPEN_LOOP))
                .toList()) {
            switch (series.subject()) {
                case CREATE_USER -> {
                    var label = "CreateUser × %.2f events ÷ ".formatted(events);
                    ratio(label + "(b)", series, Subject.COMMITS, events);
                    ratio(label + "(a)", series, Subject.BATCHES, events);
                }
                case GET_USER -> {
                    ratio("GetUser ÷ (c)", series, Subject.AKKA, 1);
                    ratio("GetUser ÷ (d)", series, Subject.GRPC, 1);
                }
                case AKKA -> ratio("(c) ÷ (d)", series, Subject.GRPC, 1);
                default -> {}
            }
        }
        growth();
    }

    /** A call's yardstick is the one under the same load; inserts come under one load only, which serves all. */
    private void ratio(String label, Results.Series series, Subject yardstick, double weight) {
        results.series().stream()
                .filter(other -> other.subject() == yardstick)
                .filter(other -> inserts(yardstick) || other.load().equals(series.load()))
                .forEach(other -> {
                    var rounds = Math.min(series.rounds().size(), other.rounds().size());
                    var ratios = new double[rounds];
                    for (var i = 0; i < rounds; i++) {
                        ratios[i] = weight
                                * series.rounds().get(i).window().perSecond()
                                / other.rounds().get(i).window().perSecond();
                    }
                    line("| " + label + " | " + series.load() + " | " + spread(Spread.of(ratios), "%.2f") + " |");
                });
    }

    /** Where one call was measured at several populations: its cost against that of the smallest. */
    private void growth() {
        var calls = results.series();
        for (var series : calls) {
            var smallest = calls.stream()
                    .filter(other -> other.subject() == series.subject())
                    .findFirst()
                    .orElseThrow();
            if (series != smallest && series.load().endsWith(" users")) {
                line("| %s: server µs/call ÷ at %s | %s | %.2f |"
                        .formatted(
                                series.subject(),
                                smallest.load(),
                                series.load(),
                                series.of(Measurement::serverMicros).median()
                                        / smallest.of(Measurement::serverMicros).median()));
            }
        }
    }

    private void readModel() {
        if (results.backlogs().isEmpty()) {
            return;
        }
        title("Read model beside CreateUser");
        line("Users acknowledged and not yet in the read model, by one sample a second.");
        line("");
        line("| load | round | first sample | most | last sample | caught up after the load's end |");
        line("|---|---:|---:|---:|---:|---:|");
        results.backlogs()
                .forEach(backlog -> line("| %s | %d | %,d | %,d | %,d | %s |"
                        .formatted(
                                backlog.load(),
                                backlog.round(),
                                backlog.first(),
                                backlog.most(),
                                backlog.last(),
                                backlog.drained().equals(Backlog.NEVER)
                                        ? "**not within " + Backlog.DRAIN.toMinutes() + " min**"
                                        : "%.1f s".formatted(backlog.drained().toMillis() / 1000.0))));
    }

    private void bounds() {
        title("What bounds it");
        for (var series : results.series()) {
            var machine = series.of(one -> one.cores().machine()).median();
            var ours = series.of(one -> one.cores().driver()
                            + one.cores().server()
                            + one.cores().postgres())
                    .median();
            var used = Double.isNaN(machine) ? ours : machine;
            line("- %s, %s: %.2f of %d processors in use, %.2f by driver, server and PostgreSQL; %s."
                    .formatted(series.subject(), series.load(), used, processors, ours, bound(used, ours)));
        }
    }

    private String bound(double used, double ours) {
        if (used < BUSY * processors) {
            return "not bound by processors: it waits for calls, disk or locks";
        }
        return ours < BUSY * used ? "processors taken by others: **measure again**" : "bound by processors";
    }

    private void profile() {
        if (results.profile().isEmpty()) {
            return;
        }
        title("Profile of the service");
        results.profile().forEach(this::line);
    }

    private static String median(Results.Series series, ToDoubleFunction<Measurement> figure, String format) {
        return format.formatted(series.of(figure).median());
    }

    private static String spread(Spread spread, String format) {
        return "%s [%s – %s]"
                .formatted(
                        format.formatted(spread.median()),
                        format.formatted(spread.least()),
                        format.formatted(spread.most()));
    }

    private void title(String title) {
        List.of("", "## " + title, "").forEach(this::line);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
