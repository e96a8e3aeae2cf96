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
        new Kind(Subject.CREATE_USER, work.createUser(), work.users(), stack.userService(), stack.users(), views)
                .measure(round);
    }

    void ofOrders(int round) throws InterruptedException, SQLException {
        var view = new Backlog.Watched(View.ORDERS, stack.orders(), work.orders()::count);
        new Kind(
                        Subject.CREATE_ORDER,
                        work.createOrder(),
                        work.orders(),
                        stack.orderService(),
                        stack.orders(),
                        List.of(view))
                .measure(round);
    }

    /** One of the two calls. */
    private final class Kind {
        private final Subject subject;
        private final Operation<?, ?> create;
        private final Acknowledged created;
        private final Server server;
        private final Database journal;
        private final List<Backlog.Watched> views;

        private Kind(
                Subject subject,
                Operation<?, ?> create,
                Acknowledged created,
                Server server,
                Database journal,
                List<Backlog.Watched> views) {
            this.subject = subject;
            this.create = create;
            this.created = created;
            this.server = server;
            this.journal = journal;
            this.views = views;
        }

        private void measure(int round) throws InterruptedException, SQLException {
            var events = journal.events();
            var before = created.count();
            var most = 0.0;
            for (int inFlight : options.inFlight()) {
                var load = Meter.inFlight(inFlight);
                var measurement =
                        followed(load, round, () -> meter.closedLoop(subject, load, round, create, server, inFlight));
                most = Math.max(most, measurement.window().perSecond());
            }
            openLoop(HALF, round, Math.max(1, (int) (most / 2)));
            if (options.rate().isPresent()) {
                var rate = options.rate().getAsInt();
                openLoop(Meter.openLoop(rate), round, rate);
            }
            var more = Math.max(1, created.count() - before);
            results.eventsPerCall(subject, (double) (journal.events() - events) / more);
        }

        private void openLoop(String load, int round, int perSecond) throws InterruptedException, SQLException {
            followed(load, round, () -> meter.openLoop(subject, load, round, create, server, perSecond));
        }

        private Measurement followed(String load, int round, Meter.Measuring measuring)
                throws InterruptedException, SQLException {
            work.confirmations().forget();
            var measurement = meter.watched(load, round, views, measuring);
            if (subject == Subject.CREATE_ORDER) {
                results.add(work.confirmations().share(subject, load, round));
            }
            for (var watched : views) {
                results.add(Lags.of(watched.view(), load, measurement, watched.database(), journal));
            }
            return measurement;
        }
    }
}
