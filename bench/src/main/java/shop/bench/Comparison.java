package shop.bench;

import java.sql.SQLException;

/**
 * The service beside the yardsticks. What is compared is measured in the same round, minutes apart at most, so that
 * a machine that is slower for a while is slower for both.
 */
final class Comparison {
    private static final int ROW_BYTES_WITHOUT_SERVICE = 400;

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final Meter meter;
    private final CreatedUsers created = new CreatedUsers();
    private final Operation<?, ?> create = UserCalls.create(created);
    private final Operation<?, ?> get;
    private final Operation<?, ?> constant = UserCalls.getConstant();

    Comparison(Options options, Stack stack, Results results) throws SQLException {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.meter = new Meter(options, stack, results);
        this.get = UserCalls.get(created, options.workingSet());
    }

    void run() throws InterruptedException, SQLException {
        warmUp();
        var rowBytes = options.needsService() ? stack.database().journalRowBytes() : ROW_BYTES_WITHOUT_SERVICE;
        results.condition("Journal row", rowBytes + " bytes" + (options.needsService() ? "" : " (assumed)"));
        var watching = options.measures(Options.Part.CREATE) ? stack.anotherConnection() : null;
        for (var round = 1; round <= options.rounds(); round++) {
            Bench.progress("round " + round + " of " + options.rounds());
            if (options.measures(Options.Part.YARDSTICKS)) {
                yardsticks(round, rowBytes);
            }
            if (options.measures(Options.Part.GET)) {
                calls(Subject.GET_USER, round, get, stack.userService());
            }
            if (options.measures(Options.Part.CREATE)) {
                creates(round, watching);
            }
        }
    }

    private void warmUp() throws InterruptedException, SQLException {
        if (options.needsService()) {
            meter.warmUp(Subject.CREATE_USER, create, stack.userService());
            stack.database().awaitUsersInView(created.count(), Backlog.DRAIN);
        }
        if (options.measures(Options.Part.GET)) {
            meter.warmUp(Subject.GET_USER, get, stack.userService());
        }
        if (options.measures(Options.Part.YARDSTICKS)) {
            meter.warmUp(Subject.AKKA, constant, stack.akka());
            meter.warmUp(Subject.GRPC, constant, stack.grpc());
        }
    }

    private void yardsticks(int round, int rowBytes) throws InterruptedException, SQLException {
        meter.inserts(Subject.BATCHES, round, stack.batches(), stack.batches().toString(), rowBytes);
        meter.inserts(Subject.COMMITS, round, stack.commits(), stack.commits().toString(), rowBytes);
        calls(Subject.GRPC, round, constant, stack.grpc());
        calls(Subject.AKKA, round, constant, stack.akka());
    }

    private void calls(Subject subject, int round, Operation<?, ?> operation, Server server)
            throws InterruptedException {
        for (int inFlight : options.inFlight()) {
            meter.closedLoop(subject, Meter.inFlight(inFlight), round, operation, server, inFlight);
        }
        if (options.rate().isPresent()) {
            meter.openLoop(subject, round, operation, server, options.rate().getAsInt());
        }
    }

    private void creates(int round, Database watching) throws InterruptedException, SQLException {
        var events = stack.database().events();
        var users = created.count();
        for (int inFlight : options.inFlight()) {
            var load = Meter.inFlight(inFlight);
            meter.watched(
                    load,
                    round,
                    created,
                    watching,
                    () -> meter.closedLoop(Subject.CREATE_USER, load, round, create, stack.userService(), inFlight));
        }
        if (options.rate().isPresent()) {
            meter.openLoop(
                    Subject.CREATE_USER,
                    round,
                    create,
                    stack.userService(),
                    options.rate().getAsInt());
            stack.database().awaitUsersInView(created.count(), Backlog.DRAIN);
        }
        var newUsers = Math.max(1, created.count() - users);
        results.eventsPerCreate((double) (stack.database().events() - events) / newUsers);
    }
}
