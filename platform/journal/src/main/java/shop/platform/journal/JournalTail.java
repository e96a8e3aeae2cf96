package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells readers of an entity type when there is something new for them. All of a node's readers share one query an interval,
 * so that waiting costs the same however many projections and partitions wait. Safe for use by several threads.
 */
final class JournalTail {
    static final String TAILS = """
            select p, tail.transaction_id::text, tail.ordering
            from unnest(?) p cross join lateral (
              select transaction_id, ordering
              from event_journal
              where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p
                and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
              order by transaction_id desc, ordering desc
              limit 1) tail
            """;

    private record Waiter(int partition, EventOffset offset, CompletableFuture<Void> woken) {}

    private final ActorSystem<?> system;
    private final Database database;
    private final String entityType;
    private final Duration interval;
    private final List<Waiter> waiters = new ArrayList<>();
    private boolean scheduled;

    JournalTail(ActorSystem<?> system, String entityType, Duration interval) {
        this.system = system;
        this.database = Database.get(system);
        this.entityType = entityType;
        this.interval = interval;
    }

    /** Completes when the partition holds a readable event after {@code offset}; fails when the journal cannot be asked. */
    CompletionStage<Void> awaitAfter(int partition, EventOffset offset) {
        var woken = new CompletableFuture<Void>();
        synchronized (this) {
            waiters.add(new Waiter(partition, offset, woken));
            schedule();
        }
        return woken;
    }

    private synchronized void schedule() {
        if (scheduled || waiters.isEmpty()) {
            return;
        }
        scheduled = true;
        system.scheduler().scheduleOnce(interval, this::poll, system.executionContext());
    }

    private void poll() {
        var partitions = waitedFor();
        database.read(connection -> tails(connection, partitions)).whenComplete((tails, failure) -> {
            var ready = failure == null ? take(tails) : takeAll();
            for (var waiter : ready) {
                if (failure == null) {
                    waiter.woken().complete(null);
                } else {
                    waiter.woken().completeExceptionally(failure);
                }
            }
            schedule();
        });
    }

    private synchronized Short[] waitedFor() {
        return waiters.stream()
                .map(waiter -> (short) waiter.partition())
                .distinct()
                .toArray(Short[]::new);
    }

    private synchronized List<Waiter> take(Map<Integer, EventOffset> tails) {
        scheduled = false;
        var ready = waiters.stream()
                .filter(waiter -> tails.getOrDefault(waiter.partition(), EventOffset.START)
                        .isAfter(waiter.offset()))
                .toList();
        waiters.removeAll(ready);
        return ready;
    }

    private synchronized List<Waiter> takeAll() {
        scheduled = false;
        var all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    private Map<Integer, EventOffset> tails(Connection connection, Short[] partitions) throws SQLException {
        try (var statement = connection.prepareStatement(TAILS)) {
            statement.setArray(1, connection.createArrayOf("int2", partitions));
            statement.setString(2, entityType);
            try (var result = statement.executeQuery()) {
                var tails = new HashMap<Integer, EventOffset>();
                while (result.next()) {
                    tails.put(
                            result.getInt(1),
                            new EventOffset(Long.parseUnsignedLong(result.getString(2)), result.getLong(3)));
                }
                return tails;
            }
        }
    }
}
