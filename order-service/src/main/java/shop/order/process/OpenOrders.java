package shop.order.process;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import shop.order.domain.Order;
import shop.order.domain.OrderEvent;
import shop.order.domain.Orders;
import shop.order.users.CurrentReplica;
import shop.order.users.UserDirectory;
import shop.platform.journal.Database;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.Projections;
import shop.platform.telemetry.Telemetry;

/**
 * What becomes of open orders by themselves. A projection keeps a table of them; workers, spread over the cluster and
 * started elsewhere when their node is gone, look there for what is to be done, and tell the orders. Whatever the moment
 * at which a node dies, the table still says what is not done. Thread-safe.
 */
public final class OpenOrders {
    /** It starts over like every other: an order that is told what it was told before stays as it is. */
    public static final JournalProjection PROJECTION =
            JournalProjection.filling("open-orders", Order.TYPE.name(), "open_orders");

    // Fixed, since all nodes of a cluster must agree on them.
    private static final int VERIFIERS = 4;
    private static final int CANCELLERS = 2;
    private static final int EXPIRERS = 1;

    private final Database database;

    private OpenOrders(Database database) {
        this.database = database;
    }

    /**
     * Takes this node's part; call it on every node, after the entities are started. Settings: {@code shop.order}.
     *
     * @param replica which says whether users that it knows as deactivated are so
     * @throws IllegalArgumentException when the settings make no sense
     */
    public static OpenOrders start(
            ActorSystem<?> system, Orders orders, UserDirectory directory, CurrentReplica replica) {
        var settings = ProcessSettings.of(system.settings().config());
        var clock = Clock.systemUTC();
        Projections.exactlyOnce(system, PROJECTION, OrderEvent.class, new OpenOrdersProjection());
        var due = new DueOrders(system, settings.pollInterval());
        run(system, settings, due, new Verification(settings, orders, directory, clock), VERIFIERS);
        run(system, settings, due, new Cancellation(settings, orders, directory, replica, clock), CANCELLERS);
        run(system, settings, due, new Expiry(settings, orders, clock), EXPIRERS);
        var started = new OpenOrders(Database.get(system));
        started.show(Telemetry.get(system));
        return started;
    }

    /** Returns how many orders are PENDING, and since when, over all nodes. */
    public CompletionStage<PendingOrders> pending() {
        return database.read(OpenOrdersTable::pending);
    }

    private void show(Telemetry telemetry) {
        var pending = telemetry.poll(this::pending);
        telemetry.gauge(OrderMetrics.PENDING, gauge -> pending.ifKnown(orders -> gauge.record(orders.count())));
        telemetry.gauge(
                OrderMetrics.PENDING_AGE,
                gauge -> pending.ifKnown(orders -> gauge.record(orders.oldest().toMillis() / 1000.)));
    }

    private static void run(ActorSystem<?> system, ProcessSettings settings, DueOrders due, Task task, int workers) {
        ShardedDaemonProcess.get(system)
                .init(
                        Worker.Command.class,
                        task.name(),
                        workers,
                        number -> Worker.create(task, settings, due),
                        Worker.Stop.NOW);
    }
}
