package shop.bench;

import java.sql.SQLException;
import java.time.Duration;

/**
 * order-service while user-service is frozen, beside itself just before: the most orders that it takes, and, at a rate
 * that both can serve, the latencies of CreateOrder and of GetOrder. The window at that rate begins with the freezing, so
 * that the time until the guard has noticed is in it.
 */
final class Outage {
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final Duration RECOVERY_STEP = Duration.ofMillis(500);

    private final Stack stack;
    private final Results results;
    private final Meter meter;
    private final Workload work;

    Outage(Stack stack, Results results, Meter meter, Workload work) {
        this.stack = stack;
        this.results = results;
        this.meter = meter;
        this.work = work;
    }

    void measure(int round) throws InterruptedException, SQLException {
        var most = most(Subject.CREATE_ORDER_BEFORE, round);
        // Half of what the machine gives, since two calls share it: so no queue is measured that neither has made.
        var rate = Math.max(1, (int) (most.window().perSecond() / 4));
        steady(Subject.CREATE_ORDER_BEFORE, Subject.GET_ORDER_BEFORE, round, rate, () -> {});
        var userService = stack.userService().jvm();
        try {
            steady(Subject.CREATE_ORDER_DURING, Subject.GET_ORDER_DURING, round, rate, userService::suspend);
            most(Subject.CREATE_ORDER_DURING, round);
        } finally {
            userService.resume();
        }
    }

    private Measurement most(Subject create, int round) throws InterruptedException, SQLException {
        var inFlight = Meter.WARM_UP_IN_FLIGHT;
        var load = Meter.inFlight(inFlight);
        work.confirmations().forget();
        var measurement = meter.closedLoop(create, load, round, work.createOrder(), stack.orderService(), inFlight);
        results.add(work.confirmations().share(create, load, round));
        return measurement;
    }

    private void steady(Subject create, Subject get, int round, int rate, Runnable settled)
            throws InterruptedException, SQLException {
        var server = stack.orderService();
        var createLoad = Meter.OPEN_LOOP + " at a quarter of the maximum," + Meter.BESIDE + "GetOrder";
        var getLoad = Meter.OPEN_LOOP + " at the same rate," + Meter.BESIDE + "CreateOrder";
        work.confirmations().forget();
        meter.together(
                round,
                server,
                settled,
                new Meter.Planned(
                        create, createLoad, () -> new OpenLoop<>(work.createOrder(), server.channels(), rate)),
                new Meter.Planned(get, getLoad, () -> new OpenLoop<>(work.getOrder(), server.channels(), rate)));
        results.add(work.confirmations().share(create, createLoad, round));
    }

    /**
     * Places orders until user-service confirms them, which it does not before the guard has tried it again.
     *
     * @throws IllegalStateException when it does not
     */
    void awaitOver() throws InterruptedException {
        var deadline = System.nanoTime() + RECOVERY.toNanos();
        work.confirmations().forget();
        try (var load =
                new ClosedLoop<>(work.createOrder(), stack.orderService().channels(), 1)) {
            do {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "orders confirmed by user-service: none (expected: some after " + RECOVERY + ")");
                }
                load.window(RECOVERY_STEP);
            } while (work.confirmations().byUserService() == 0);
        }
    }
}
