package shop.bench;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs one load after another and notes what came of each. For one thread. */
final class Meter {
    static final String OPEN_LOOP = "open loop";

    private static final int WARM_UP_IN_FLIGHT = 64;

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final ProcessHandle postgres;

    Meter(Options options, Stack stack, Results results) throws SQLException {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.postgres = stack.database().server();
    }

    static String inFlight(int calls) {
        return calls + " in flight";
    }

    /** At least as long as the options say, and until the first answer. */
    void warmUp(Subject subject, Operation<?, ?> operation, Server server) throws InterruptedException {
        Bench.progress("warming up " + subject);
        try (var load = new ClosedLoop<>(operation, server.channels(), WARM_UP_IN_FLIGHT)) {
            Window window;
            do {
                window = load.window(options.warmUp());
                Bench.progress("%,.0f/s, errors %s".formatted(window.perSecond(), window.errors()));
            } while (window.successes() == 0 && window.errors().isEmpty());
            if (window.successes() == 0) {
                throw new IllegalStateException(
                        subject + ": errors " + window.errors() + " (expected: some successes)");
            }
        }
    }

    void closedLoop(Subject subject, String load, int round, Operation<?, ?> operation, Server server, int inFlight)
            throws InterruptedException {
        measure(subject, load, round, server, () -> new ClosedLoop<>(operation, server.channels(), inFlight));
    }

    void openLoop(Subject subject, int round, Operation<?, ?> operation, Server server, int perSecond)
            throws InterruptedException {
        var load = OPEN_LOOP + ", " + perSecond + "/s";
        measure(subject, load, round, server, () -> new OpenLoop<>(operation, server.channels(), perSecond));
    }

    /** As {@code measure}, with the read model's backlog watched until it has caught up. */
    void watched(String load, int round, CreatedUsers created, Database database, Measuring measuring)
            throws InterruptedException, SQLException {
        var watch = new Backlog.Watch(database, created::count);
        measuring.run();
        results.add(watch.result(load, round));
    }

    void inserts(Subject subject, int round, Inserts inserts, String load, int rowBytes)
            throws InterruptedException, SQLException {
        try (var running = inserts.start(rowBytes)) {
            TimeUnit.MILLISECONDS.sleep(options.settle().toMillis());
            var before = ProcessorTime.now(null, postgres);
            var window = running.window(options.window());
            note(subject, load, round, window, ProcessorTime.now(null, postgres).since(before));
        }
    }

    private void measure(Subject subject, String name, int round, Server server, Supplier<Load<?, ?>> loads)
            throws InterruptedException {
        var process = server.jvm().process();
        try (var load = loads.get()) {
            TimeUnit.MILLISECONDS.sleep(options.settle().toMillis());
            var before = ProcessorTime.now(process, postgres);
            var window = load.window(options.window());
            note(
                    subject,
                    name,
                    round,
                    window,
                    ProcessorTime.now(process, postgres).since(before));
        }
    }

    private void note(Subject subject, String load, int round, Window window, ProcessorTime.Cores cores) {
        results.add(new Measurement(subject, load, round, window, cores));
        Bench.progress("%s, %s: %,.0f/s, errors %s".formatted(subject, load, window.perSecond(), window.errors()));
    }

    /** A measurement that may be interrupted. */
    interface Measuring {
        void run() throws InterruptedException;
    }
}
