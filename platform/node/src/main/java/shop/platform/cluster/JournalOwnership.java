package shop.platform.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import shop.platform.fencing.Departures;
import shop.platform.fencing.Departures.Standing;
import shop.platform.fencing.Fence;

/**
 * Enforces one cluster per journal, and so one writer per entity. Every node holds a tag in the database for as long as
 * it lives, and takes one only if a member of its own cluster holds one already, or nobody does. So ownership passes
 * from node to node without a gap: while any node of a cluster lives, no other cluster can own the journal, whichever
 * nodes leave, crash or are downed.
 *
 * <p>Start nothing that writes to the journal before {@link #whenOwned()}. A node that finds the journal owned by
 * another cluster for {@code shop.cluster.ownership.timeout} logs it and ends, with the exit code of {@link
 * OwnedElsewhere}. A node whose session breaks claims again; an unavailable database is no reason to end, since then
 * nobody can write. Thread-safe.
 */
public final class JournalOwnership {
    /** Opens a new session at each call, in the journal's schema: no pool, and no proxy that shares sessions. */
    @FunctionalInterface
    public interface Sessions {
        Connection open() throws SQLException;
    }

    /** The reason of the node's end: another cluster owns the journal. */
    public static final class OwnedElsewhere implements CoordinatedShutdown.Reason {
        private OwnedElsewhere() {}
    }

    private static final Set<MemberStatus> MEMBER =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Duration interval;
    private final Duration timeout;
    private final Duration grace;
    private final CompletableFuture<Done> owned = new CompletableFuture<>();
    // JDBC blocks, and nothing else may delay it: it has its own thread, which owns all state below.
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var named = new Thread(task, "journal-ownership");
        named.setDaemon(true);
        return named;
    });
    private final Fence fence;
    private final Departures departures;
    private final AtomicReference<CompletableFuture<Done>> asked = new AtomicReference<>();
    private final Stopwatch elsewhere = new Stopwatch();
    private final Stopwatch free = new Stopwatch();
    private OwnershipSession session;
    private boolean holding;
    private boolean inserted;
    private boolean everHeld;
    private boolean everElsewhere;
    private boolean failing;
    private boolean ending;

    private JournalOwnership(ActorSystem<?> system, Sessions sessions) {
        this.system = system;
        this.sessions = sessions;
        cluster = Cluster.get(system.classicSystem());
        fence = Fence.get(system);
        departures = Departures.get(system);
        var config = system.settings().config().getConfig("shop.cluster.ownership");
        interval = config.getDuration("interval");
        timeout = config.getDuration("timeout");
        grace = config.getDuration("grace");
    }

    /**
     * Claims the journal as soon as the node is a member, and gives it up as the last action of the node.
     */
    public static JournalOwnership start(ActorSystem<?> system, Sessions sessions) {
        var ownership = new JournalOwnership(system, sessions);
        ownership.thread.scheduleWithFixedDelay(
                ownership::tick, 0, ownership.interval.toMillis(), TimeUnit.MILLISECONDS);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "give up the journal",
                        ownership::giveUp);
        return ownership;
    }

    /**
     * Completes when this node's cluster owns the journal and this node has its part in it; fails if the node stops
     * first.
     */
    public CompletionStage<Done> whenOwned() {
        return owned.minimalCompletionStage();
    }

    /** The database is asked at once, if it has not just been; one question serves all who ask before it begins. */
    private CompletionStage<Done> ask() {
        var mine = new CompletableFuture<Done>();
        var earlier = asked.compareAndExchange(null, mine);
        if (earlier != null) {
            return earlier;
        }
        try {
            thread.execute(this::tick);
        } catch (RejectedExecutionException e) {
            mine.complete(Done.getInstance());
        }
        return mine;
    }

    private void tick() {
        var waiting = asked.getAndSet(null);
        try {
            claimAndConfirm();
        } finally {
            if (waiting != null) {
                system.executionContext().execute(() -> waiting.complete(Done.getInstance()));
            }
        }
    }

    private void claimAndConfirm() {
        if (ending || !MEMBER.contains(cluster.selfMember().status())) {
            return;
        }
        try {
            if (session == null) {
                session = OwnershipSession.open(sessions);
            }
            if (!holding) {
                claim();
            }
            if (holding && !inserted) {
                session.register(fence.node(), fence.lanes());
                inserted = true;
            }
            if (inserted) {
                confirm();
            }
            failing = false;
        } catch (SQLException e) {
            dropSession(e);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            system.log().error("Claiming the journal failed", e);
        }
    }

    private void claim() throws SQLException {
        var takeFree = everHeld || !everElsewhere || free.read().compareTo(grace) >= 0;
        switch (session.claim(tag(cluster.selfUniqueAddress()), peers(), takeFree)) {
            case GRANTED -> granted();
            case FREE -> {
                elsewhere.stop();
                free.run();
            }
            case OWNED_ELSEWHERE -> ownedElsewhere();
        }
    }

    private void granted() {
        system.log().info("The journal is owned by this cluster");
        holding = true;
        everHeld = true;
        elsewhere.stop();
    }

    private void confirm() throws SQLException {
        var answer = fence.asking();
        answer.writer(session.isWriter(fence.node()));
        if (!owned.isDone() && fence.isSound() && othersAreMembers()) {
            fence.registered(this::ask);
            system.executionContext().execute(() -> owned.complete(Done.getInstance()));
        }
    }

    /**
     * Revokes writers of former lives that hold no shard. So each of them is revoked before this node can hold anything
     * that they might consider theirs.
     */
    private boolean othersAreMembers() throws SQLException {
        var others = session.writers();
        others.remove(fence.node());
        var departed = others.stream()
                .filter(node -> departures.of(node) == Standing.DEPARTED)
                .collect(Collectors.toSet());
        if (!departed.isEmpty() && session.revoke(fence.node(), departed)) {
            departures.revoked(departed);
            others.removeAll(departed);
        }
        return others.stream().allMatch(node -> departures.of(node) == Standing.MEMBER);
    }

    private void ownedElsewhere() {
        free.stop();
        elsewhere.run();
        if (!everElsewhere) {
            system.log().warn("The journal is owned by another cluster: waiting");
            everElsewhere = true;
        }
        var limit = everHeld ? grace : timeout;
        if (elsewhere.read().compareTo(limit) >= 0) {
            system.log()
                    .error(
                            "journal: owned by another cluster for {} s (expected: this one; stop the other cluster, or"
                                    + " give this one its own SHOP_DATABASE_URL)",
                            limit.toSeconds());
            ending = true;
            CoordinatedShutdown.get(system).runAll(new OwnedElsewhere());
        }
    }

    private void dropSession(SQLException cause) {
        if (!failing) {
            system.log()
                    .warn("No database session to hold the ownership of the journal; retrying: {}", cause.getMessage());
        }
        // Neither clock may run on what is not seen.
        elsewhere.stop();
        free.stop();
        closeSession();
        if (!failing) {
            failing = true;
            claimAndConfirm();
        }
    }

    private Set<Integer> peers() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(member -> member.uniqueAddress())
                .filter(address -> !address.equals(cluster.selfUniqueAddress()))
                .map(JournalOwnership::tag)
                .collect(Collectors.toSet());
    }

    // Half of the incarnation's random identifier; 0 is the lock for claims.
    private static int tag(UniqueAddress address) {
        return Math.max(1, (int) address.longUid() & Integer.MAX_VALUE);
    }

    private CompletionStage<Done> giveUp() {
        owned.completeExceptionally(new CancellationException("the node is stopping"));
        var given = new CompletableFuture<Done>();
        fence.close();
        thread.execute(() -> {
            resign();
            closeSession();
            given.complete(Done.getInstance());
        });
        thread.shutdown();
        return given;
    }

    private void resign() {
        if (session == null || !inserted) {
            return;
        }
        try {
            session.resign(fence.node());
        } catch (SQLException e) {
            system.log().debug("The writer's row was not deleted; another node will do it: {}", e.getMessage());
        }
    }

    private void closeSession() {
        holding = false;
        if (session == null) {
            return;
        }
        try {
            session.close();
        } catch (SQLException e) {
            system.log().debug("A broken session did not close: {}", e.getMessage());
        }
        session = null;
    }
}
