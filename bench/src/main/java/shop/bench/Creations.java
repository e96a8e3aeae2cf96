package shop.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * CreateUser and CreateOrder with what follows from them: the events in the journal, and the views that show them, whose
 * backlog and lag are measured under each load, and at half of the most that the service gave in the round.
 */
final class Creations {
    static final String HALF = Meter.OPEN_LOOP + ", half of the maximum";

    private final Options options;
    private final Stack stack;
    private final Results results;
    private final Meter meter;
    private final Workload work;

    Creations(Options options, Stack stack, Results results, Meter meter, Workload work) {
        this.options = options;
        this.stack = stack;
        this.results = results;
        this.meter = meter;
        this.work = work;
    }

    void ofUsers(int round) throws InterruptedException, SQLException {
        List<Backlog.Watched> views = new ArrayList<>();
        views.add(new Backlog.Watched(View.USERS, stack.users(), work.users()::count));
        if (options.needsOrderService()) {
            views.add(new Backlog.Watched(View.REPLICA, stack.orders(), work.users()::count));
        }
        measure(new Kind(Subject.CREATE_USER, work.createUser(), stack.userService(), stack.users(), views), round);
    }

    void ofOrders(int round) throws InterruptedException, SQLException {
        var views = List.of(new Backlog.Watched(View.ORDERS, stack.orders(), work.orders()::count));
        measure(new Kind(Subject.CREATE_ORDER, work.createOrder(), stack.orderService(), stack.orders(), views), round);
    }

    /**
     * One of the two calls.
     *
     * @param journal the database with its events
     * @param views what shows its events
     */
    private record Kind(
            Subject subject, Operation<?, ?> create, Server server, Database journal, List<Backlog.Watched> views) {
        long created() {
            return views.get(0).created().getAsLong();
        }
    }

    private void measure(Kind kind, int round) throws InterruptedException, SQLException {
        var events = kind.journal().events();
        var created = kind.created();
        var most = 0.0;
        for (int inFlight : options.inFlight()) {
            var load = Meter.inFlight(inFlight);
            var measurement = followed(
                    kind,
                    load,
                    round,
                    () -> meter.closedLoop(kind.subject(), load, round, kind.create(), kind.server(), inFlight));
            most = Math.max(most, measurement.window().perSecond());
        }
        openLoop(kind, HALF, round, Math.max(1, (int) (most / 2)));
        if (options.rate().isPresent()) {
            var rate = options.rate().getAsInt();
            openLoop(kind, Meter.openLoop(rate), round, rate);
        }
        var more = Math.max(1, kind.created() - created);
        results.eventsPerCall(kind.subject(), (double) (kind.journal().events() - events) / more);
    }

    private void openLoop(Kind kind, String load, int round, int perSecond) throws InterruptedException, SQLException {
        followed(
                kind,
                load,
                round,
                () -> meter.openLoop(kind.subject(), load, round, kind.create(), kind.server(), perSecond));
    }

    private Measurement followed(Kind kind, String load, int round, Meter.Measuring measuring)
            throws InterruptedException, SQLException {
        work.confirmations().forget();
        var measurement = meter.watched(load, round, kind.views(), measuring);
        if (kind.subject() == Subject.CREATE_ORDER) {
            results.add(work.confirmations().share(kind.subject(), load, round));
        }
        for (var watched : kind.views()) {
            results.add(Lags.of(watched.view(), load, measurement, watched.database(), kind.journal()));
        }
        return measurement;
    }
}
