package shop.platform.journal;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Wakes readers of an entity type when they have new events. All of a node's readers share one query, so that waiting
 * costs the same for any number of projections and partitions. The query runs when a commit is known (see {@link
 * WakeUps}); soon again while a committed event is not readable yet, because an older transaction runs; and otherwise
 * at long intervals, for commits without a wake-up. Safe for use by several threads.
 */
final class JournalTail {
    static final String TAILS = """
            select p, readable.transaction_id::text, readable.ordering,
                   committed.transaction_id >= pg_snapshot_xmin(pg_current_snapshot())
            from unnest(?) p cross join lateral (
              select transaction_id
              from event_journal
              where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p
              order by transaction_id desc, ordering desc
              limit 1) committed
            left join lateral (
              select transaction_id, ordering
              from event_journal
              where split_part(persistence_id, '|', 1) = ? and (slice >> 6) = p
                and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
              order by transaction_id desc, ordering desc
              limit 1) readable on true
            """;

    /** The resolution of Akka's scheduler. */
    private static final Duration SOON = Duration.ofMillis(10);

    /** On a busy server answers are slow; queries must not take a larger part of the time than this. */
    private static final int ASKING_SHARE = 10;

    /** The end of a partition for readers, and whether there is a committed event that they cannot read yet. */
    private record End(int partition, EventOffset readable, boolean more) {}

    private record Waiter(int partition, EventOffset offset, CompletableFuture<Void> woken) {}

    private final ActorSystem<?> system;
    private final Database database;
    private final String entityType;
    private final Pace pace;
    private final List<Waiter> waiters = new ArrayList<>();
    private final EventOffset[] readable = new EventOffset[Partitions.COUNT];
    private PartitionSet suspected = PartitionSet.NONE;
    private long suspectedSince;
    private long answered = System.nanoTime();
    private Duration gap = Duration.ZERO;
    private Duration pause = SOON;
    private boolean asking;
    private Cancellable next; // null: nothing is scheduled
    private long nextAt;

    JournalTail(ActorSystem<?> system, String entityType, Pace pace) {
        this.system = system;
        this.database = Database.get(system);
        this.entityType = entityType;
        this.pace = pace;
        Arrays.fill(readable, EventOffset.START);
    }

    String entityType() {
        return entityType;
    }

    /**
     * Completes when the partition holds a readable event after {@code offset}; fails when the journal cannot be asked.
     */
    CompletionStage<Void> awaitAfter(int partition, EventOffset offset) {
        var woken = new CompletableFuture<Void>();
        synchronized (this) {
            if (readable[partition].isAfter(offset)) {
                return CompletableFuture.completedFuture(null);
            }
            waiters.add(new Waiter(partition, offset, woken));
            plan();
        }
        return woken;
    }

    /** A reader found nothing where this knew an event: the database has changed. */
    synchronized void forget(int partition) {
        readable[partition] = EventOffset.START;
    }

    /** Records that these partitions may have new events. */
    synchronized void suspect(PartitionSet partitions) {
        if (suspected.isEmpty()) {
            suspectedSince = System.nanoTime();
        }
        suspected = suspected.with(partitions);
        plan();
    }

    /** Queries now or later, whichever is due. Call it when a condition for this has changed. */
    synchronized void plan() {
        if (asking || waiters.isEmpty()) {
            return;
        }
        var now = System.nanoTime();
        var wait = Math.max(due(), now) - now;
        if (wait == 0) {
            ask(now);
        } else if (next == null || nextAt - (now + wait) > 0) {
            unschedule();
            nextAt = now + wait;
            next = system.scheduler().scheduleOnce(Duration.ofNanos(wait), this::planned, system.executionContext());
        }
    }

    private synchronized void planned() {
        next = null;
        plan();
    }

    private void unschedule() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private long due() {
        var byTheClock = answered + pace.interval().toNanos();
        if (suspected.and(waitedFor()).isEmpty()) {
            return byTheClock;
        }
        var gathered = suspectedSince + pace.patience().toNanos();
        return Math.min(byTheClock, Math.max(gathered, answered + gap.toNanos()));
    }

    private PartitionSet waitedFor() {
        var all = PartitionSet.NONE;
        for (var waiter : waiters) {
            all = all.with(PartitionSet.of(waiter.partition()));
        }
        return all;
    }

    private void ask(long begin) {
        var waited = waitedFor();
        var byTheClock = answered + pace.interval().toNanos() - begin <= 0;
        var partitions = byTheClock ? waited : suspected.and(waited);
        // Later commits are recorded again.
        suspected = suspected.without(partitions);
        asking = true;
        unschedule();
        database.read(connection -> ends(connection, partitions))
                .whenComplete((ends, failure) -> complete(begin, partitions, ends, failure));
    }

    private void complete(long begin, PartitionSet partitions, List<End> ends, Throwable failure) {
        var ready = failure == null ? take(begin, ends) : takeAll(partitions);
        for (var waiter : ready) {
            if (failure == null) {
                waiter.woken().complete(null);
            } else {
                waiter.woken().completeExceptionally(failure);
            }
        }
        plan();
    }

    private synchronized List<Waiter> take(long begin, List<End> ends) {
        asking = false;
        answered = System.nanoTime();
        for (var end : ends) {
            if (end.readable().isAfter(readable[end.partition()])) {
                readable[end.partition()] = end.readable();
            }
            if (end.more()) {
                suspected = suspected.with(PartitionSet.of(end.partition()));
            }
        }
        var ready = waiters.stream()
                .filter(waiter -> readable[waiter.partition()].isAfter(waiter.offset()))
                .toList();
        waiters.removeAll(ready);
        rest(Duration.ofNanos(answered - begin), ready.size());
        return ready;
    }

    /**
     * The pause until the next query: it grows with the number of woken readers, so that under load each finds more
     * events at once.
     */
    private void rest(Duration asked, int woken) {
        if (woken == 0) {
            gap = pause;
            pause = shorter(pause.multipliedBy(2), pace.longestGap());
            return;
        }
        var gathering = pace.perReader().multipliedBy(woken);
        var sharing = asked.multipliedBy(ASKING_SHARE);
        gap = shorter(gathering.compareTo(sharing) > 0 ? gathering : sharing, pace.longestGap());
        pause = SOON;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private synchronized List<Waiter> takeAll(PartitionSet asked) {
        asking = false;
        answered = System.nanoTime();
        suspected = suspected.with(asked);
        gap = SOON;
        var all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    private List<End> ends(Connection connection, PartitionSet partitions) throws SQLException {
        var asked = IntStream.range(0, Partitions.COUNT)
                .filter(partitions::contains)
                .mapToObj(partition -> (short) partition)
                .toList();
        return Sql.select(
                connection,
                TAILS,
                row -> new End(
                        row.getInt(1),
                        row.getString(2) == null
                                ? EventOffset.START
                                : new EventOffset(Long.parseUnsignedLong(row.getString(2)), row.getLong(3)),
                        row.getBoolean(4)),
                Sql.array("int2", asked),
                entityType,
                entityType);
    }
}
