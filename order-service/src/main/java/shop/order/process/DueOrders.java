package shop.order.process;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;

/**
 * Tells the workers of a node, which have found nothing to do, when there may be something: one question per interval for all of
 * them. Thread-safe.
 */
final class DueOrders {
    private final ActorSystem<?> system;
    private final Database database;
    private final Duration interval;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean scheduled;

    DueOrders(ActorSystem<?> system, Duration interval) {
        this.system = system;
        this.interval = interval;
        database = Database.get(system);
    }

    /** Completes when an order is due, for whichever task, or when nobody can say. */
    synchronized CompletionStage<Void> await() {
        var due = new CompletableFuture<Void>();
        waiting.add(due);
        schedule();
        return due;
    }

    private synchronized void schedule() {
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            system.scheduler().scheduleOnce(interval, this::look, system.executionContext());
        }
    }

    private void look() {
        database.read(OpenOrdersTable::isAnyDue).whenComplete((due, failure) -> {
            if (failure != null || due) {
                take().forEach(worker -> worker.complete(null));
            }
            synchronized (this) {
                scheduled = false;
                schedule();
            }
        });
    }

    private synchronized List<CompletableFuture<Void>> take() {
        var all = waiting;
        waiting = new ArrayList<>();
        return all;
    }
}
