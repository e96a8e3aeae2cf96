package shop.platform.fencing;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.cluster.Cluster;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import shop.platform.extension.SystemExtension;

/**
 * Whether this life of the node may write to the journal and answer from memory. It may from its registration until somebody else
 * revokes it, because the cluster has gone on without it, or until it stops. Nobody can tell it of a revocation at once: so it
 * answers from memory only for {@link #readBound()} after it has asked the database for the last time, and whoever takes its
 * entities over waits for as long. That it writes no more, the inserts themselves check. Thread-safe.
 */
public final class Fence implements Extension {
    /** Why the node ends: the cluster has gone on without it. */
    public static final class Overtaken implements CoordinatedShutdown.Reason {
        private Overtaken() {}
    }

    private enum State {
        NEW,
        REGISTERED,
        ENDED
    }

    /** When the database was asked, by both clocks: the monotonic one stands still while some machines are suspended. */
    private record Asked(long nanos, long millis) {
        static Asked now() {
            return new Asked(System.nanoTime(), System.currentTimeMillis());
        }

        boolean isWithin(Duration bound) {
            return System.nanoTime() - nanos < bound.toNanos()
                    && Math.abs(System.currentTimeMillis() - millis) < bound.toMillis();
        }
    }

    private static final ExtensionId<Fence> ID = new SystemExtension<>(Fence::new);

    private final ActorSystem<?> system;
    private final long node;
    private final int lanes;
    private final Duration readBound;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private volatile Supplier<? extends CompletionStage<?>> question = () -> CompletableFuture.completedFuture(null);
    private volatile Asked confirmed;

    private Fence(ActorSystem<?> system) {
        this.system = system;
        node = Cluster.get(system.classicSystem()).selfUniqueAddress().longUid();
        var config = system.settings().config();
        lanes = config.getInt("shop.journal.writes.lanes");
        readBound = config.getDuration("shop.cluster.fencing.read-bound");
    }

    /** The fence of the node that {@code system} is. */
    public static Fence get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** The name of this life of the node: the unique id of the cluster's member. */
    public long node() {
        return node;
    }

    /** How many lanes write, each with a row of its own. */
    public int lanes() {
        return lanes;
    }

    /** For how long an answer of the database counts. */
    public Duration readBound() {
        return readBound;
    }

    /** What the node knows from its entities is true now: it was a writer within the bound, and nobody has overtaken it since. */
    public boolean isCurrent() {
        var last = confirmed;
        return last != null && isWriter() && last.isWithin(readBound);
    }

    /** Whether the node may write, as far as it knows. The database decides. */
    public boolean isWriter() {
        return state.get() == State.REGISTERED;
    }

    /** The node takes part no more: it has stopped or was overtaken. */
    public boolean hasEnded() {
        return state.get() == State.ENDED;
    }

    /** Whether the node is what it says it is: one that has not begun yet, or one that is current. */
    public boolean isSound() {
        return state.get() == State.NEW || isCurrent();
    }

    /** Asks the database now, whatever was asked before; completes when it has answered or has failed to. Look again then. */
    public CompletionStage<?> ask() {
        return question.get();
    }

    /**
     * The node's rows are in the database.
     *
     * @param question asks whether they still are, and reports by {@link #asking}
     */
    public void registered(Supplier<? extends CompletionStage<?>> question) {
        this.question = question;
        state.compareAndSet(State.NEW, State.REGISTERED);
    }

    /** To be called before the database is asked; what it returns, after it has answered. */
    public Answer asking() {
        var asked = Asked.now();
        return writer -> {
            if (writer) {
                confirmed = asked;
            } else {
                overtaken();
            }
        };
    }

    /** Takes the database's answer: whether the node may write. */
    @FunctionalInterface
    public interface Answer {
        void writer(boolean writer);
    }

    /** Returns normally when the node may write as far as it knows. */
    public void requireWriter() {
        if (!isWriter()) {
            throw new OvertakenException(node);
        }
    }

    /** The database says that the node may not write: the node answers nothing more, and ends. */
    public OvertakenException overtaken() {
        if (state.getAndSet(State.ENDED) != State.ENDED
                && CoordinatedShutdown.get(system).getShutdownReason().isEmpty()) {
            system.log()
                    .error(
                            "writer: node {} was revoked (expected: its rows in journal_writer; others took over while this node was"
                                    + " frozen or cut off). The node ends, and must be started anew",
                            Long.toUnsignedString(node));
            CoordinatedShutdown.get(system).runAll(new Overtaken());
        }
        return new OvertakenException(node);
    }

    /** The node stops: it writes and answers nothing more. */
    public void close() {
        state.set(State.ENDED);
    }
}
