package shop.platform.leases;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import shop.platform.fencing.Fence;

/**
 * One shard as Akka's sharding asks for it; sharding finds this class by {@code shop.cluster.shard-lease}. It is never
 * lost while the node takes part: an overtaken node answers nothing and ends. Thread-safe.
 */
public final class ShardLease extends Lease {
    private final LeaseSettings settings;
    private final ShardLeases leases;
    private final Fence fence;
    private CompletionStage<Boolean> last = CompletableFuture.completedFuture(false);
    private volatile boolean held;

    /** Akka finds this constructor by its parameters. */
    public ShardLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        var typed = Adapter.toTyped(system);
        leases = ShardLeases.get(typed);
        fence = Fence.get(typed);
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return next(() -> leases.acquire(settings.leaseName()).thenApply(acquired -> held = acquired));
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> leaseLostCallback) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        held = false;
        return next(() -> leases.release(settings.leaseName()));
    }

    @Override
    public boolean checkLease() {
        return held && fence.isCurrent();
    }

    /** A release that began when the shard left must not give it up after its return to this node. */
    private synchronized CompletionStage<Boolean> next(Supplier<CompletionStage<Boolean>> step) {
        last = last.handle((before, failure) -> before).thenCompose(before -> step.get());
        return last;
    }
}
