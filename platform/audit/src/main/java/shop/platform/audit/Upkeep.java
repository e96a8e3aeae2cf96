package shop.platform.audit;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.journal.Database;

/** The periodic work of a node for the audit; several nodes may do it at once. */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    /** Maximum number of calls that get their entries in one run. */
    private static final int SETTLED = 1000;

    private final ActorSystem<?> system;
    private final Database database;
    private final AuditLog entries;
    private final DenialTally denials;
    private final SigningKeys keys;
    private final Clock clock = Clock.systemUTC();

    Upkeep(ActorSystem<?> system, AuditLog entries, DenialTally denials) {
        this.system = system;
        this.entries = entries;
        this.denials = denials;
        database = Database.get(system);
        keys = SigningKeys.in(system.settings().config().getString("shop.audit.key-file"));
    }

    void start() {
        var settings = system.settings().config().getConfig("shop.audit");
        var unansweredAfter = settings.getDuration("unanswered-after");
        var probe = settings.getDuration("probe-interval");
        var retry = settings.getDuration("probe-retry-interval");
        every(probe.compareTo(retry) < 0 ? probe : retry, "probe", () -> entries.probe(probe));
        every(settings.getDuration("settle-interval"), "unanswered calls", () -> settle(unansweredAfter));
        every(settings.getDuration("checkpoint-interval"), "checkpoint", this::checkpoint);
        every(settings.getDuration("denials.interval"), "denials", this::writeDenials);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceRequestsDone(),
                        "counted denials",
                        () -> writeDenials().exceptionally(failure -> Done.getInstance()));
    }

    /** Writes entries for the calls that nobody will answer any more. */
    CompletionStage<?> settle(Duration unansweredAfter) {
        return database.read(connection -> PendingCalls.unanswered(connection, unansweredAfter, SETTLED))
                .thenCompose(due -> CompletableFuture.allOf(due.stream()
                        .map(entry -> entries.append(entry).toCompletableFuture())
                        .toArray(CompletableFuture[]::new)));
    }

    /** Writes one entry per caller, method and reason of the counted denials. */
    CompletionStage<Done> writeDenials() {
        return CompletableFuture.allOf(denials.end().stream()
                        .map(counted -> entries.append(counted.entry())
                                .whenComplete((done, failure) -> {
                                    if (failure != null) {
                                        counted.notWritten();
                                    }
                                })
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenApply(written -> Done.getInstance());
    }

    /** In the log, so that there is a trace of it outside the database. */
    CompletionStage<?> checkpoint() {
        return database.read(connection -> Checkpoint.take(connection, clock.instant(), keys))
                .thenAccept(taken -> taken.ifPresent(checkpoint -> log.info(
                        "Audit checkpoint {}: {}",
                        checkpoint.number(),
                        HexFormat.of().formatHex(checkpoint.hash()))));
    }

    private void every(Duration interval, String what, Supplier<CompletionStage<?>> task) {
        var running = new AtomicBoolean();
        system.scheduler()
                .scheduleWithFixedDelay(
                        interval,
                        interval,
                        () -> {
                            if (running.compareAndSet(false, true)) {
                                run(what, task).whenComplete((done, failure) -> running.set(false));
                            }
                        },
                        system.executionContext());
    }

    private static CompletionStage<?> run(String what, Supplier<CompletionStage<?>> task) {
        return task.get().whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn("Audit, {}: failed, and is tried again: {}", what, failure.toString());
            }
        });
    }
}
