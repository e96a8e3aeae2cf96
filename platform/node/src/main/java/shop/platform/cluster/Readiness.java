package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.cluster.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import shop.platform.extension.SystemExtension;

/**
 * Whether this node should get traffic: one answer for {@code /ready}, the service's health check and discovery. The
 * answer is kept, not computed, so asking is free. Thread-safe.
 */
public final class Readiness implements Extension {
    /** What must hold for a node to be ready. */
    public enum Condition {
        /** The member is Up; WeaklyUp has no shards yet. */
        MEMBER_UP,
        /** The shard regions have registered with their coordinators. */
        SHARDING_STARTED,
        /** The database answers and accepts writes, damped. */
        DATABASE_WRITABLE,
        /** The node has not begun to stop. */
        NOT_DRAINING
    }

    private static final ExtensionId<Readiness> ID = new SystemExtension<>(Readiness::new);

    private final ActorSystem<?> system;
    private final EnumSet<Condition> unmet = EnumSet.complementOf(EnumSet.of(Condition.NOT_DRAINING));
    private CompletableFuture<?> notifications = CompletableFuture.completedFuture(null);
    private final List<Consumer<Boolean>> listeners = new ArrayList<>();

    private Readiness(ActorSystem<?> system) {
        this.system = system;
        var cluster = Cluster.get(system.classicSystem());
        cluster.registerOnMemberUp(() -> set(Condition.MEMBER_UP, true));
        cluster.registerOnMemberRemoved(() -> set(Condition.MEMBER_UP, false));
    }

    /** Returns the readiness of the node that {@code system} is. */
    public static Readiness get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    public boolean isReady() {
        return unmet().isEmpty();
    }

    /** The conditions that do not hold now. */
    public synchronized Set<Condition> unmet() {
        return EnumSet.copyOf(unmet);
    }

    /** Calls {@code listener} with the present answer and then at each change, in order, one call at a time. */
    public synchronized void onChange(Consumer<Boolean> listener) {
        listeners.add(listener);
        tell(listener, unmet.isEmpty());
    }

    /**
     * Pings the database for as long as the system lives.
     *
     * @param ping whether the database answers and accepts writes; must not block; false, a failure and a time-out all
     * count as a bad ping
     */
    public void watchDatabase(Supplier<? extends CompletionStage<Boolean>> ping) {
        DatabaseWatch.start(system, ping, writable -> set(Condition.DATABASE_WRITABLE, writable));
    }

    /**
     * Watches the shard regions until they have registered.
     *
     * @param typeNames names of all entity types whose regions this node has started; may be empty
     */
    public void shardingStarted(Collection<String> typeNames) {
        RegionWatch.registered(system, Set.copyOf(typeNames)).thenRun(() -> set(Condition.SHARDING_STARTED, true));
    }

    /** Ends readiness for good. */
    void drain() {
        set(Condition.NOT_DRAINING, false);
    }

    private synchronized void set(Condition condition, boolean holds) {
        var before = unmet.isEmpty();
        var changed = holds ? unmet.remove(condition) : unmet.add(condition);
        if (!changed) {
            return;
        }

        var ready = unmet.isEmpty();
        system.log().info("Readiness: {} (unmet: {})", ready ? "ready" : "not ready", unmet);
        if (ready != before) {
            listeners.forEach(listener -> tell(listener, ready));
        }
    }

    // A chain keeps the order and leaves the lock to those who ask.
    private void tell(Consumer<Boolean> listener, boolean ready) {
        notifications = notifications.thenRunAsync(
                () -> {
                    try {
                        listener.accept(ready);
                    } catch (RuntimeException e) {
                        system.log().error("A listener of readiness failed", e);
                    }
                },
                system.executionContext());
    }
}
