package shop.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
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
        costs();
        ratios();
        lags();
        confirmations();
        overloads();
        views();
        bounds();
        profile();
        return text.toString();
    }

    private void figures() {
        title("Throughput and latency");
        line("Latency in milliseconds, of successful calls; of (a) and (b) per commit. Processors in use on average;"
                + " beside: by Kafka and the other service.");
        line("");
        line("| what | load | per second | p50 | p99 | p99.9 | errors | driver | server | server µs/call"
                + " | beside | PostgreSQL | machine |");
        line("|---|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|");
        results.series().forEach(this::figures);
    }

    private void figures(Results.Series series) {
        line("| "
                + String.join(
                        " | ",
                        series.subject().toString(),
                        series.load(),
                        series.of(one -> one.window().perSecond()).format("%,.0f"),
                        latency(series, 50),
                        latency(series, 99),
                        latency(series, 99.9),
                        errors(series),
                        median(series, one -> one.cores().driver(), "%.2f"),
                        series.subject().inserts()
                                ? "–"
                                : median(series, one -> one.cores().server(), "%.2f"),
                        series.subject().inserts() || series.load().contains(Meter.BESIDE)
                                ? "–"
                                : median(series, Measurement::serverMicros, "%.0f"),
                        median(series, one -> one.cores().beside(), "%.2f"),
                        median(series, one -> one.cores().postgres(), "%.2f"),
                        median(series, one -> one.cores().machine(), "%.2f"))
                + " |");
    }

    private void costs() {
        title("Cost per call");
        line(
                "Processor time in microseconds, and statements that PostgreSQL ran, per successful call; of (a) and (b) per row."
                        + " What runs beside the calls is in it: projections, publishing, idle queries.");
        line("");
        line("| what | load | server | PostgreSQL | driver | Kafka and the other service | sum | statements |");
        line("|---|---|---:|---:|---:|---:|---:|---:|");
        results.series().stream()
                .filter(series -> !series.load().contains(Meter.BESIDE))
                .forEach(series -> line("| "
                        + String.join(
                                " | ",
                                series.subject().toString(),
                                series.load(),
                                series.subject().inserts() ? "–" : median(series, Measurement::serverMicros, "%.0f"),
                                median(series, Measurement::databaseMicros, "%.0f"),
                                median(series, Measurement::driverMicros, "%.0f"),
                                median(series, Measurement::besideMicros, "%.0f"),
                                median(series, Measurement::allMicros, "%.0f"),
                                median(series, Measurement::statementsPerCall, "%.2f"))
                        + " |"));
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
        line("Each ratio is the median over the rounds.");
        line("");
        line("| ratio | load | value |");
        line("|---|---|---:|");
        new Ratios(results, this::line).write();
    }

    private void lags() {
        if (results.lags().isEmpty()) {
            return;
        }
        title("Lags");
        line(
                "From the commit of an event in the journal to the commit of the row that shows it, in milliseconds, of all events"
                        + " of the window.");
        line("");
        line("| view | load | events | p50 | p99 | most |");
        line("|---|---|---:|---:|---:|---:|");
        Map<View, Map<String, List<Lag>>> grouped = new EnumMap<>(View.class);
        results.lags()
                .forEach(lag -> grouped.computeIfAbsent(lag.view(), view -> new LinkedHashMap<>())
                        .computeIfAbsent(lag.load(), load -> new ArrayList<>())
                        .add(lag));
        grouped.forEach((view, loads) -> loads.forEach((load, rounds) -> line("| %s | %s | %,d | %s | %s | %,.0f |"
                .formatted(
                        view,
                        load,
                        rounds.stream()
                                .mapToLong(lag -> lag.micros().getTotalCount())
                                .sum(),
                        lag(rounds, 50),
                        lag(rounds, 99),
                        rounds.stream()
                                .mapToDouble(lag -> lag.percentileMillis(100))
                                .max()
                                .orElse(0)))));
    }

    private static String lag(List<Lag> rounds, double percent) {
        var figures = rounds.stream().mapToDouble(lag -> lag.percentileMillis(percent));
        return Spread.of(figures.toArray()).format("%,.0f");
    }

    private void overloads() {
        if (results.overloads().isEmpty()) {
            return;
        }
        title("Overload");
        line(
                "Good is a right answer within %d s of the moment at which the call was meant to start. Health checks beside it, in"
                                .formatted(Overload.USEFUL.toSeconds())
                        + " milliseconds.");
        line("");
        line("| what | round | most per second | offered | good per second | good ÷ most | refused and failed"
                + " | health p50 | p99 | most | failed |");
        line("|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---|");
        results.overloads()
                .forEach(outcome -> line("| %s | %d | %,.0f | %,d | %,.0f | %.2f | %s | %s | %s | %s | %s |"
                        .formatted(
                                outcome.subject(),
                                outcome.round(),
                                outcome.most().perSecond(),
                                outcome.offered(),
                                outcome.good(),
                                outcome.share(),
                                outcome.during().errors(),
                                millis(outcome.health(), 50),
                                millis(outcome.health(), 99),
                                millis(outcome.health(), 100),
                                outcome.health().errors())));
    }

    private static String millis(Window window, double percent) {
        return "%,.0f".formatted(window.percentile(percent).toNanos() / 1e6);
    }

    private void confirmations() {
        if (results.confirmations().isEmpty()) {
            return;
        }
        title("Who confirmed the orders");
        line(
                "The others were confirmed by the replica: the guard let no more calls through, or had no answer. What nobody"
                        + " confirmed is an error above. The time in which a load settles is included, before the freezing too.");
        line("");
        line("| what | load | round | orders | by user-service |");
        line("|---|---|---:|---:|---:|");
        results.confirmations()
                .forEach(share -> line("| %s | %s | %d | %,d | %.1f %% |"
                        .formatted(share.subject(), share.load(), share.round(), share.orders(), share.percent())));
    }

    private void views() {
        if (results.backlogs().isEmpty()) {
            return;
        }
        title("What was not shown yet");
        line("Users, or orders, acknowledged and not yet in the view, by one sample per second.");
        line("");
        line("| view | load | round | first sample | most | last sample | caught up after the load's end |");
        line("|---|---|---:|---:|---:|---:|---:|");
        results.backlogs()
                .forEach(backlog -> line("| %s | %s | %d | %,d | %,d | %,d | %s |"
                        .formatted(
                                backlog.view(),
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
            var ours = series.of(one -> one.cores().ours()).median();
            var used = Double.isNaN(machine) ? ours : machine;
            line("- %s, %s: %.2f of %d processors in use, %.2f by driver, services, Kafka and PostgreSQL; %s."
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
        title("Profile of the services");
        results.profile().forEach(this::line);
    }

    private static String median(Results.Series series, ToDoubleFunction<Measurement> figure, String format) {
        return format.formatted(series.of(figure).median());
    }

    private void title(String title) {
        List.of("", "## " + title, "").forEach(this::line);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
