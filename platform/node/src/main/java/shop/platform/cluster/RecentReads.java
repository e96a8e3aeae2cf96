package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import shop.platform.fencing.Fence;

/**
 * Recent answers to reads of this node's entities of one type, so that the next read of the same entity need not wait
 * for it. A returned answer is never older than the last acknowledged change: an entity removes its answer before it
 * persists an event, and when it stops; and a node that others may have overtaken finds nothing. Thread-safe.
 *
 * @param <A> answer; immutable
 */
public final class RecentReads<A> {
    /**
     * After this time the entity is asked again. This bounds how long an answer stays after an entity's sudden end, and
     * shows sharding which entities are in use before it stops the others.
     */
    static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private record Kept<A>(A answer, long since) {}

    private final ConcurrentMap<String, Kept<A>> byEntity = new ConcurrentHashMap<>();
    private final BooleanSupplier current;
    private final LongSupplier nanoTime;

    /** Returns those of one type on the node that {@code system} is. */
    public RecentReads(ActorSystem<?> system) {
        this(Fence.get(system)::isCurrent, System::nanoTime);
    }

    /** @param current whether answers of this node's entities are still valid */
    public RecentReads(BooleanSupplier current, LongSupplier nanoTime) {
        this.current = current;
        this.nanoTime = nanoTime;
    }

    /** Returns the answer that the entity would give now; empty when it must be asked. */
    public Optional<A> find(String entityId) {
        var kept = byEntity.get(entityId);
        // In this order: what was kept until the node was known to be current holds now.
        if (kept == null || !current.getAsBoolean()) {
            return Optional.empty();
        }
        if (nanoTime.getAsLong() - kept.since > GOOD_FOR.toNanos()) {
            byEntity.remove(entityId, kept);
            return Optional.empty();
        }
        return Optional.of(kept.answer);
    }

    /** Only for the entity itself, in its turn: this is what it answers until it says otherwise. */
    public void keep(String entityId, A answer) {
        byEntity.put(entityId, new Kept<>(answer, nanoTime.getAsLong()));
    }

    /** Only for the entity itself, before anybody can learn of an event, and when it stops. */
    public void forget(String entityId) {
        byEntity.remove(entityId);
    }
}
