package shop.platform.audit;

import akka.Done;
import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.journal.Batcher;
import shop.platform.journal.Database;
import shop.platform.journal.JournalOverloadedException;

/** Writes entries, many at a time, and knows whether they can be written. Never blocks; thread-safe. */
final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private final Database database;
    private final Batcher<AuditEntry, Boolean> writes;
    private final LongAdder entries = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean writable = new AtomicBoolean(true);
    private volatile long provenAt = System.nanoTime();

    AuditLog(ActorSystem<?> system) {
        var limits = system.settings().config().getConfig("shop.audit.writes");
        database = Database.get(system);
        writes = Batcher.besideTheJournal(system, "audit", limits, AuditInsert::run);
    }

    /** Completes when the entry, or another one of the same call, is stored; fails when that is not certain. */
    CompletionStage<Done> append(AuditEntry entry) {
        return writes.submit(entry.origin().callId(), entry)
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        entries.increment();
                        written();
                    } else {
                        failures.increment();
                        failed(failure);
                    }
                })
                .thenApply(done -> Done.getInstance());
    }

    /** Whether the last attempt to write succeeded. */
    boolean isWritable() {
        return writable.get();
    }

    /**
     * Finds out whether entries can be written, unless the last attempt did and is younger than {@code age}. Does not
     * fail.
     */
    CompletionStage<Done> probe(Duration age) {
        if (writable.get() && System.nanoTime() - provenAt < age.toNanos()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return database.read(AuditProbe::run).handle((done, failure) -> {
            if (failure == null) {
                written();
            } else {
                failed(failure);
            }
            return Done.getInstance();
        });
    }

    long entries() {
        return entries.sum();
    }

    long failures() {
        return failures.sum();
    }

    private void written() {
        provenAt = System.nanoTime();
        if (!writable.get() && writable.compareAndSet(false, true)) {
            log.info("The audit can be written again: mutating calls are accepted.");
        }
    }

    /** A full queue is no reason to reject later entries. */
    private void failed(Throwable failure) {
        if (!(failure instanceof JournalOverloadedException) && writable.compareAndSet(true, false)) {
            log.error("The audit cannot be written: mutating calls are rejected until it can.", failure);
        }
    }
}
