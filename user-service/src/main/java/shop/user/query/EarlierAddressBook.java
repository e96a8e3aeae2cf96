package shop.user.query;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.journal.Database;
import shop.platform.projection.PartitionedProjection;
import shop.platform.telemetry.Telemetry;
import shop.user.domain.EarlierAddress;
import shop.user.domain.EarlierAddresses;
import shop.user.domain.EmailKey;

/**
 * Finds the users whom nodes of the first release created or moved, and has their addresses noted under the folded key. It
 * looks at the read model, at every user whose address may have two keys, until all are noted and no such node is left; then
 * now and then, lest one was missed. Each node does it for itself: where another was faster there is nothing to do.
 */
public final class EarlierAddressBook implements EarlierAddresses {
    private static final Logger log = LoggerFactory.getLogger(EarlierAddressBook.class);

    /** Users that are listed in one go; a statement's time-out is far away. */
    private static final int LISTED = 500;

    /** Users noted at the same time. */
    private static final int PARALLEL = 16;

    private final ActorSystem<?> system;
    private final Database database;
    private final EarlierAddress addresses;
    private final String aware;
    private final Duration interval;
    private final Duration review;
    private final Duration patience;
    private final Duration poll;
    private final Turns<Boolean> looks = new Turns<>(this::look);

    private volatile PartitionedProjection users; // null until the read model is being filled
    private volatile boolean noted;
    private volatile long reviewedAt;

    public EarlierAddressBook(ActorSystem<?> system) {
        var settings = system.settings().config().getConfig("shop.user.folded-emails");
        this.system = system;
        database = Database.get(system);
        addresses = new EarlierAddress(system, settings.getDuration("step-timeout"));
        aware = settings.getString("role");
        interval = settings.getDuration("interval");
        review = settings.getDuration("review-interval");
        patience = settings.getDuration("patience");
        poll = pollInterval(system.settings().config());
    }

    /** @param projection that fills the table {@code users} */
    public void start(PartitionedProjection projection) {
        users = projection;
        var telemetry = Telemetry.get(system);
        var shared = telemetry.poll(() -> database.read(FoldedEmails::shared));
        telemetry.gauge(UserMetrics.EMAILS_SHARED, gauge -> shared.ifKnown(gauge::record));
        tick();
    }

    @Override
    public boolean areNoted() {
        if (noted && isAnyUnaware()) {
            noted = false;
        }
        return noted;
    }

    @Override
    public CompletionStage<Boolean> holds(EmailKey folded, String besides) {
        return looks.next()
                .thenCompose(complete -> database.read(connection -> FoldedEmails.users(connection, folded)))
                .thenCompose(listed -> {
                    var held = completed(false);
                    for (var user : listed) {
                        if (!user.equals(besides)) {
                            held = held.thenCompose(
                                    before -> before ? completed(true) : addresses.isHeldBy(user, folded));
                        }
                    }
                    return held;
                });
    }

    /** Returns whether a node is in the cluster that claims addresses under their own keys alone. */
    private boolean isAnyUnaware() {
        return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                .anyMatch(member -> !member.hasRole(aware));
    }

    private void tick() {
        var due = !areNoted() || System.nanoTime() - reviewedAt > review.toNanos();
        CompletionStage<?> task = due ? pass() : completed(true);
        task.whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn("E-mail addresses of earlier users: not all recorded yet; retrying: {}", failure.toString());
            }
            try {
                system.scheduler().scheduleOnce(interval, this::tick, system.executionContext());
            } catch (RuntimeException e) {
                log.debug("The actor system is stopping", e);
            }
        });
    }

    private CompletionStage<?> pass() {
        var alone = !isAnyUnaware();
        return looks.next()
                .thenCompose(complete -> database.read(FoldedEmails::open)
                        .thenCompose(this::noteAll)
                        .thenCompose(done -> database.read(FoldedEmails::open))
                        .thenAccept(open -> {
                            reviewedAt = System.nanoTime();
                            var rest = open.stream().anyMatch(row -> row.state() == FoldedEmails.State.NEW);
                            if (!noted && alone && complete && !rest) {
                                noted = true;
                                log.info("E-mail addresses of earlier users: all are recorded under their folded keys");
                            }
                        }));
    }

    /** Lists what the read model has; whether that is all that was acknowledged before. */
    private CompletionStage<Boolean> look() {
        var projection = users;
        if (projection == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("users: not listed yet"));
        }
        var until = System.nanoTime() + patience.toNanos();
        return projection
                .end()
                .thenCompose(end -> await(projection, end, until))
                .thenCompose(complete -> listAll().thenApply(listed -> complete));
    }

    private CompletionStage<Boolean> await(PartitionedProjection projection, long end, long until) {
        return projection.hasHandled(end).thenCompose(handled -> {
            if (handled || System.nanoTime() - until > 0) {
                return completed(handled);
            }
            return Patterns.after(poll, system.classicSystem(), () -> await(projection, end, until));
        });
    }

    private CompletionStage<Boolean> listAll() {
        return database.read(connection -> FoldedEmails.list(connection, LISTED))
                .thenCompose(listed -> listed < LISTED ? completed(true) : listAll());
    }

    private CompletionStage<Done> noteAll(List<FoldedEmails.Row> rows) {
        return Source.from(rows).mapAsyncUnordered(PARALLEL, this::note).runWith(Sink.ignore(), system);
    }

    private CompletionStage<Boolean> note(FoldedEmails.Row row) {
        return addresses
                .note(row.userId())
                .thenCompose(standing -> standing.fold(
                        () -> set(row, FoldedEmails.State.NOTED, List.of()),
                        shared -> noteShared(row, shared),
                        () -> completed(false)));
    }

    private CompletionStage<Boolean> noteShared(FoldedEmails.Row row, EarlierAddress.Shared shared) {
        return set(row, FoldedEmails.State.SHARED, shared.others()).thenApply(changed -> {
            if (changed) {
                log.warn(
                        "User {}: has the same e-mail address as {} (expected: an address of its own; see the runbook shared-email-addresses)",
                        row.userId(),
                        String.join(", ", shared.others()));
            }
            return true;
        });
    }

    private CompletionStage<Boolean> set(FoldedEmails.Row row, FoldedEmails.State state, List<String> others) {
        return database.read(connection -> FoldedEmails.set(connection, row, state, others));
    }

    private static Duration pollInterval(Config config) {
        return config.getDuration("shop.projection.poll-interval").dividedBy(4);
    }

    private static <T> CompletionStage<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
