package shop.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cost per call as the number of users grows: at 10 thousand, 100 thousand, … up to the population asked for. Beside each, the empty
 * call: how fast the machine was meanwhile.
 */
final class Flatness {
    private static final int SMALLEST = 10_000;
    private static final int IN_FLIGHT = 64;
    private static final int FILLING_IN_FLIGHT = 256;
    private static final Duration FILLING_STEP = Duration.ofMillis(100);

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final Meter meter;

    Flatness(Options options, Stack stack, Results results) throws SQLException {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.meter = new Meter(options, stack, results);
    }

    void run() throws InterruptedException, SQLException {
        warmUp();
        var created = new Acknowledged();
        var create = UserCalls.create(created, options.requestId());
        var watched = List.of(new Backlog.Watched(View.USERS, stack.users(), created::count));
        for (int population : levels(options.population().getAsInt())) {
            fill(created, create, population);
            var load = "%,d users".formatted(population);
            var server = stack.userService();
            var hot = UserCalls.get(created, options.workingSet());
            // Filling has pushed the working set out of memory.
            meter.warmUp(Subject.GET_USER, hot, server);
            for (var round = 1; round <= options.rounds(); round++) {
                meter.closedLoop(Subject.EMPTY, load, round, UserCalls.empty(), server, IN_FLIGHT);
                meter.closedLoop(Subject.GET_USER, load, round, hot, server, IN_FLIGHT);
            }
            for (var round = 1; round <= options.rounds(); round++) {
                var any = UserCalls.get(created, Integer.MAX_VALUE);
                meter.closedLoop(Subject.GET_ANY_USER, load, round, any, server, IN_FLIGHT);
            }
            var first = created.count();
            for (var round = 1; round <= options.rounds(); round++) {
                var number = round;
                meter.watched(
                        load,
                        round,
                        watched,
                        () -> meter.closedLoop(Subject.CREATE_USER, load, number, create, server, IN_FLIGHT));
            }
            // The smallest populations grow much while they are measured: say so rather than measure too short.
            results.condition(
                    "Users while CreateUser was measured at " + load, "%,d to %,d".formatted(first, created.count()));
        }
    }

    static int[] levels(int population) {
        return IntStream.concat(
                        IntStream.iterate(SMALLEST, level -> level < population, level -> level * 10),
                        IntStream.of(population))
                .toArray();
    }

    /** Warms the service with users that are then forgotten, so that the smallest population is not warm-up's. */
    private void warmUp() throws InterruptedException, SQLException {
        var forgotten = new Acknowledged();
        meter.warmUp(Subject.CREATE_USER, UserCalls.create(forgotten, options.requestId()), stack.userService());
        meter.warmUp(Subject.GET_USER, UserCalls.get(forgotten, options.workingSet()), stack.userService());
        if (!stack.users().awaitShownIn(View.USERS, forgotten.count(), Backlog.DRAIN)) {
            throw new IllegalStateException("read model: behind after " + Backlog.DRAIN + " (expected: caught up)");
        }
        stack.users().forgetUsers();
    }

    private void fill(Acknowledged created, Operation<?, ?> create, int population)
            throws InterruptedException, SQLException {
        Bench.progress("filling up to %,d users".formatted(population));
        try (var load = new ClosedLoop<>(create, stack.userService().channels(), FILLING_IN_FLIGHT)) {
            var progress = System.nanoTime();
            while (created.count() < population) {
                if (load.window(FILLING_STEP).successes() > 0) {
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > Load.DEADLINE.toNanos()) {
                    throw new IllegalStateException(
                            "users: " + created.count() + " (expected: more after " + Load.DEADLINE + ")");
                }
            }
        }
        stack.users().awaitShownIn(View.USERS, created.count(), Backlog.DRAIN);
        // What so many at once have left to do is not the price of a call among so many.
        stack.users().tidy();
    }
}
