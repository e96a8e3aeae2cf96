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
 * Decides whether this node life may write to the journal and answer from memory. It may from its registration until
 * another node revokes it, because the cluster has continued without it, or until it stops. It cannot learn about a
 * revocation at once: so it answers from memory only for {@link #readBound()} after its last question to the database,
 * and a node that takes over its entities waits for the same time. The inserts themselves check that a revoked node
 * writes no more. Thread-safe.
 */
public final class Fence implements Extension {
    /** The reason of the node's end: the cluster has continued without it. */
    public static final class Overtaken implements CoordinatedShutdown.Reason {
        private Overtaken() {}
    }

    private enum State {
        NEW,
        REGISTERED,
        ENDED
    }

    /**
     * When the database was asked, by both clocks: on some machines the monotonic clock stops while they are suspended.
     */
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

    /** Returns the fence of the node of {@code system}. */
    public static Fence get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Returns the id of this node life: the unique id of the cluster member. */
    public long node() {
        return node;
    }

    /** Returns the number of write lanes, each with its own row. */
    public int lanes() {
        return lanes;
    }

    /** Returns how long an answer of the database is valid. */
    public Duration readBound() {
        return readBound;
    }

    /**
     * Returns whether the node may answer from memory: it was a writer within the bound, and is not known to be
     * overtaken since.
     */
    public boolean isCurrent() {
        var last = confirmed;
        return last != null && isWriter() && last.isWithin(readBound);
    }

    /** Returns whether the node may write, as far as it knows. The database decides. */
    public boolean isWriter() {
        return state.get() == State.REGISTERED;
    }

    /** Returns whether the node no longer takes part: it has stopped or was overtaken. */
    public boolean hasEnded() {
        return state.get() == State.ENDED;
    }

    /** Returns whether the node has not begun yet, or is current. */
    public boolean isSound() {
        return state.get() == State.NEW || isCurrent();
    }

    /**
     * Asks the database now, independently of earlier questions; completes when it has answered or failed. Check again
     * then.
     */
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

    /** Call this before the database is asked, and the returned function after it has answered. */
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

    /** Records that the database denies the node the right to write: the node answers nothing more, and ends. */
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

    /** Stops the node's part: it writes and answers nothing more. */
    public void close() {
        state.set(State.ENDED);
    }
}
