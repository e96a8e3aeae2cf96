package shop.bench;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * user-service under several times what it can do, from more connections than it takes calls at a time: how much of its
 * best it still does, and whether its health check answers meanwhile.
 */
final class Overload {
    /** How many times the most that the closed loop found. */
    static final int FACTOR = 3;
    /** What comes later is no use to a caller who waits; the deadline of 10 s is only so that none is missing. */
    static final Duration USEFUL = Duration.ofSeconds(1);

    /** So many calls at once from each as the server lets a connection have (256): 4096 in all. */
    private static final int CONNECTIONS = 16;

    private static final int IN_FLIGHT = 256;
    private static final int HEALTH_CHECKS_A_SECOND = 20;

    private static final Operation<HealthCheckRequest, HealthCheckResponse> HEALTH = new Operation<>(
            Operation.unary(
                    "grpc.health.v1.Health",
                    "Check",
                    HealthCheckRequest.getDefaultInstance(),
                    HealthCheckResponse.getDefaultInstance()),
            HealthCheckRequest::getDefaultInstance,
            (request, answer) -> answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING);

    /** What came of one overload. */
    record Outcome(Subject subject, int round, Window most, int offered, Window during, Window health) {
        double share() {
            return good() / (good(most) / most.seconds());
        }

        /** Right answers a second that came in time. */
        double good() {
            return good(during) / during.seconds();
        }

        private static double good(Window window) {
            return window.latency().getCountBetweenValues(0, USEFUL.toNanos());
        }
    }

    private final Stack stack;
    private final Results results;
    private final Meter meter;

    Overload(Stack stack, Results results, Meter meter) {
        this.stack = stack;
        this.results = results;
        this.meter = meter;
    }

    /** The path of a refused call is another one than that of a call that is answered. */
    void warmUp(Subject subject, Operation<?, ?> operation) throws InterruptedException {
        var callers = stack.userService().connect(CONNECTIONS);
        try {
            var most = meter.warmUp(subject, () -> new ClosedLoop<>(operation, callers, IN_FLIGHT));
            meter.warmUp(subject, () -> new OpenLoop<>(operation, callers, offered(most)));
        } finally {
            callers.forEach(ManagedChannel::shutdownNow);
        }
    }

    private static int offered(Window most) {
        return (int) (FACTOR * most.perSecond());
    }

    void measure(Subject subject, int round, Operation<?, ?> operation) throws InterruptedException, SQLException {
        var server = stack.userService();
        var callers = server.connect(CONNECTIONS);
        var prober = server.connect(1);
        try {
            var most = one(subject, "at its best", round, () -> new ClosedLoop<>(operation, callers, IN_FLIGHT));
            var offered = offered(most.window());
            var load = "%s, %d times as much".formatted(Meter.OPEN_LOOP, FACTOR);
            var under = meter.together(
                    round,
                    server,
                    () -> {},
                    new Meter.Planned(subject, load, () -> new OpenLoop<>(operation, callers, offered)),
                    new Meter.Planned(Subject.HEALTH, load + " of " + subject, () -> health(prober)));
            results.add(new Outcome(
                    subject,
                    round,
                    most.window(),
                    offered,
                    under.get(0).window(),
                    under.get(1).window()));
        } finally {
            callers.forEach(ManagedChannel::shutdownNow);
            prober.forEach(ManagedChannel::shutdownNow);
        }
    }

    private Measurement one(Subject subject, String load, int round, Supplier<Load<?, ?>> start)
            throws InterruptedException, SQLException {
        var name = "%s, %s connections".formatted(Meter.inFlight(IN_FLIGHT) + ", " + load, CONNECTIONS);
        return meter.together(round, stack.userService(), () -> {}, new Meter.Planned(subject, name, start))
                .get(0);
    }

    private static Load<?, ?> health(List<? extends Channel> prober) {
        return new OpenLoop<>(HEALTH, prober, HEALTH_CHECKS_A_SECOND);
    }
}
