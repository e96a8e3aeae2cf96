package shop.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs one load after another and notes what came of each. For one thread. */
final class Meter {
    static final String OPEN_LOOP = "open loop";

    /** In the name of a load that ran with another one on the same server, so that processor time is of both. */
    static final String BESIDE = " beside ";

    static final int WARM_UP_IN_FLIGHT = 64;

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final ProcessHandle postgres;

    Meter(Options options, Stack stack, Results results) throws SQLException {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.postgres = stack.users().server();
    }

    static String inFlight(int calls) {
        return calls + " in flight";
    }

    static String openLoop(int perSecond) {
        return OPEN_LOOP + ", " + perSecond + "/s";
    }

    /** One of the loads that run at the same time. */
    record Planned(Subject subject, String load, Supplier<Load<?, ?>> start) {}

    /** At least as long as the options say, and until the first answer. */
    void warmUp(Subject subject, Operation<?, ?> operation, Server server) throws InterruptedException {
        warmUp(subject, () -> new ClosedLoop<>(operation, server.channels(), WARM_UP_IN_FLIGHT));
    }

    /** As above; returns the last of what it saw. */
    Window warmUp(Subject subject, Supplier<Load<?, ?>> start) throws InterruptedException {
        Bench.progress("warming up " + subject);
        try (var load = start.get()) {
            Window window;
            do {
                window = load.window(options.warmUp());
                Bench.progress("%,.0f/s, errors %s".formatted(window.perSecond(), window.errors()));
            } while (window.successes() == 0 && window.errors().isEmpty());
            if (window.successes() == 0) {
                throw new IllegalStateException(
                        subject + ": errors " + window.errors() + " (expected: some successes)");
            }
            return window;
        }
    }

    Measurement closedLoop(
            Subject subject, String load, int round, Operation<?, ?> operation, Server server, int inFlight)
            throws InterruptedException, SQLException {
        return measure(subject, load, round, server, () -> new ClosedLoop<>(operation, server.channels(), inFlight));
    }

    Measurement openLoop(
            Subject subject, String load, int round, Operation<?, ?> operation, Server server, int perSecond)
            throws InterruptedException, SQLException {
        return measure(subject, load, round, server, () -> new OpenLoop<>(operation, server.channels(), perSecond));
    }

    /** Measures with the backlog of views watched, and returns when they have caught up. */
    Measurement watched(String load, int round, List<Backlog.Watched> views, Measuring measuring)
            throws InterruptedException, SQLException {
        List<Backlog.Watch> watches = new ArrayList<>();
        for (var view : views) {
            watches.add(new Backlog.Watch(view));
        }
        var measurement = measuring.run();
        for (var watch : watches) {
            results.add(watch.result(load, round));
        }
        return measurement;
    }

    void inserts(Subject subject, int round, Inserts inserts, String load, int rowBytes)
            throws InterruptedException, SQLException {
        try (var running = inserts.start(rowBytes)) {
            TimeUnit.MILLISECONDS.sleep(options.settle().toMillis());
            var statements = stack.statements();
            var before = ProcessorTime.now(null, stack.beside(null), postgres);
            var window = running.window(options.window());
            var cores = ProcessorTime.now(null, stack.beside(null), postgres).since(before);
            note(new Measurement(subject, load, round, window, cores, stack.statements() - statements));
        }
    }

    private Measurement measure(Subject subject, String load, int round, Server server, Supplier<Load<?, ?>> start)
            throws InterruptedException, SQLException {
        return together(round, server, () -> {}, new Planned(subject, load, start))
                .get(0);
    }

    /**
     * Loads on one server at the same time, and a window of each over the same time.
     *
     * @param settled done when the loads have settled, just before the windows begin
     */
    List<Measurement> together(int round, Server server, Runnable settled, Planned... plan)
            throws InterruptedException, SQLException {
        List<Load<?, ?>> loads = new ArrayList<>();
        try {
            for (var planned : plan) {
                loads.add(planned.start().get());
            }
            TimeUnit.MILLISECONDS.sleep(options.settle().toMillis());
            settled.run();
            var process = server.jvm().process();
            var statementsBefore = stack.statements();
            var before = ProcessorTime.now(process, stack.beside(server), postgres);
            loads.forEach(Load::begin);
            TimeUnit.MILLISECONDS.sleep(options.window().toMillis());
            var windows = loads.stream().map(Load::end).toList();
            var cores =
                    ProcessorTime.now(process, stack.beside(server), postgres).since(before);
            var statements = stack.statements() - statementsBefore;
            List<Measurement> measurements = new ArrayList<>();
            for (var i = 0; i < plan.length; i++) {
                measurements.add(note(
                        new Measurement(plan[i].subject(), plan[i].load(), round, windows.get(i), cores, statements)));
            }
            return measurements;
        } finally {
            loads.forEach(Load::close);
        }
    }

    private Measurement note(Measurement measurement) {
        results.add(measurement);
        var window = measurement.window();
        Bench.progress("%s, %s: %,.0f/s, errors %s"
                .formatted(measurement.subject(), measurement.load(), window.perSecond(), window.errors()));
        return measurement;
    }

    /** A measurement that may be interrupted. */
    interface Measuring {
        Measurement run() throws InterruptedException, SQLException;
    }
}
