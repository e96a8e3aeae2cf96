package shop.bench;

import java.sql.SQLException;

/**
 * The services beside the yardsticks. What is compared is measured in the same round, minutes apart at most, so that
 * a machine that is slower for a while is slower for both.
 */
final class Comparison {
    private static final int ROW_BYTES_WITHOUT_SERVICE = 400;

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final Meter meter;
    private final Workload work;
    private final Operation<?, ?> constant = UserCalls.getConstant();
    private final Operation<?, ?> empty = UserCalls.empty();
    private final Creations creations;
    private final Outage outage;
    private final Overload overload;
    private final Workload observed;
    private final Workload unobserved;

    Comparison(Options options, Stack stack, Results results) throws SQLException {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.meter = new Meter(options, stack, results);
        this.work = Workload.of(options);
        this.creations = new Creations(options, stack, results, meter, work);
        this.outage = new Outage(stack, results, meter, work);
        this.overload = new Overload(stack, results, meter);
        this.observed = Workload.of(options);
        this.unobserved = Workload.of(options);
    }

    void run() throws InterruptedException, SQLException {
        warmUp();
        var rowBytes = options.needsUserService() ? stack.users().journalRowBytes() : ROW_BYTES_WITHOUT_SERVICE;
        results.condition("Journal row", rowBytes + " bytes" + (options.needsUserService() ? "" : " (assumed)"));
        for (var round = 1; round <= options.rounds(); round++) {
            Bench.progress("round " + round + " of " + options.rounds());
            round(round, rowBytes);
        }
    }

    private void round(int round, int rowBytes) throws InterruptedException, SQLException {
        if (options.measures(Options.Part.YARDSTICKS)) {
            meter.inserts(
                    Subject.BATCHES, round, stack.batches(), stack.batches().toString(), rowBytes);
        }
        if (options.measures(Options.Part.YARDSTICKS) || options.measures(Options.Part.ORDERS)) {
            meter.inserts(
                    Subject.COMMITS, round, stack.commits(), stack.commits().toString(), rowBytes);
        }
        if (options.measures(Options.Part.YARDSTICKS)) {
            var fenced = stack.fencedCommits();
            meter.inserts(Subject.FENCED_COMMITS, round, fenced, fenced.toString(), rowBytes);
            var lone = stack.loneCommits();
            meter.inserts(Subject.LONE_COMMITS, round, lone, lone.toString(), rowBytes);
        }
        if (options.measures(Options.Part.YARDSTICKS)) {
            calls(Subject.GRPC, round, constant, stack.grpc());
            calls(Subject.AKKA, round, constant, stack.akka());
        }
        if (options.measures(Options.Part.GET)) {
            calls(Subject.EMPTY, round, empty, stack.userService());
            calls(Subject.GET_USER, round, work.getUser(), stack.userService());
        }
        if (options.measures(Options.Part.CREATE)) {
            creations.ofUsers(round);
        }
        if (options.measures(Options.Part.TELEMETRY)) {
            calls(
                    Subject.GET_USER_OBSERVED,
                    round,
                    observed.getUser(),
                    stack.observation().observed());
            calls(
                    Subject.GET_USER_UNOBSERVED,
                    round,
                    unobserved.getUser(),
                    stack.observation().unobserved());
        }
        if (options.measures(Options.Part.ORDERS)) {
            outage.awaitOver();
            calls(Subject.GET_ORDER, round, work.getOrder(), stack.orderService());
            creations.ofOrders(round);
        }
        if (options.measures(Options.Part.OUTAGE)) {
            outage.awaitOver();
            outage.measure(round);
        }
        if (options.measures(Options.Part.OVERLOAD)) {
            overload.measure(Subject.CREATE_USER_OVERLOAD, round, work.createUser());
            stack.users().awaitShownIn(View.USERS, work.users().count(), Backlog.DRAIN);
        }
    }

    private void warmUp() throws InterruptedException, SQLException {
        if (options.needsUserService()) {
            meter.warmUp(Subject.CREATE_USER, work.createUser(), stack.userService());
            stack.users().awaitShownIn(View.USERS, work.users().count(), Backlog.DRAIN);
        }
        if (options.measures(Options.Part.GET)) {
            meter.warmUp(Subject.EMPTY, empty, stack.userService());
            meter.warmUp(Subject.GET_USER, work.getUser(), stack.userService());
        }
        if (options.measures(Options.Part.OVERLOAD)) {
            overload.warmUp(Subject.CREATE_USER_OVERLOAD, work.createUser());
            stack.users().awaitShownIn(View.USERS, work.users().count(), Backlog.DRAIN);
        }
        if (options.needsOrderService()) {
            stack.orders().awaitShownIn(View.REPLICA, work.users().count(), Backlog.DRAIN);
            meter.warmUp(Subject.CREATE_ORDER, work.createOrder(), stack.orderService());
            meter.warmUp(Subject.GET_ORDER, work.getOrder(), stack.orderService());
        }
        if (options.measures(Options.Part.TELEMETRY)) {
            meter.warmUp(
                    Subject.CREATE_USER,
                    observed.createUser(),
                    stack.observation().observed());
            meter.warmUp(
                    Subject.CREATE_USER,
                    unobserved.createUser(),
                    stack.observation().unobserved());
            meter.warmUp(
                    Subject.GET_USER_OBSERVED,
                    observed.getUser(),
                    stack.observation().observed());
            meter.warmUp(
                    Subject.GET_USER_UNOBSERVED,
                    unobserved.getUser(),
                    stack.observation().unobserved());
        }
        if (options.measures(Options.Part.YARDSTICKS)) {
            meter.warmUp(Subject.AKKA, constant, stack.akka());
            meter.warmUp(Subject.GRPC, constant, stack.grpc());
        }
    }

    private void calls(Subject subject, int round, Operation<?, ?> operation, Server server)
            throws InterruptedException, SQLException {
        for (int inFlight : options.inFlight()) {
            meter.closedLoop(subject, Meter.inFlight(inFlight), round, operation, server, inFlight);
        }
        if (options.rate().isPresent()) {
            var rate = options.rate().getAsInt();
            meter.openLoop(subject, Meter.openLoop(rate), round, operation, server, rate);
        }
    }
}
