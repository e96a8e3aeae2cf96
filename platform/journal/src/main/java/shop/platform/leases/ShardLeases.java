package shop.platform.leases;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import shop.platform.extension.SystemExtension;
import shop.platform.fencing.Departures;
import shop.platform.fencing.Departures.Standing;
import shop.platform.fencing.Fence;
import shop.platform.fencing.WriterTable;
import shop.platform.journal.Batcher;
import shop.platform.journal.WriteBarrier;

/**
 * Takes and gives up shards for this node. It takes a free shard at once; a shard whose holder has left the cluster for
 * good, only after it has revoked the holder's right to write, and after the time in which the holder may still answer
 * from memory. It gives a shard up only when all writes of its entities are settled. Thread-safe.
 */
public final class ShardLeases implements Extension {
    private static final ExtensionId<ShardLeases> ID = new SystemExtension<>(ShardLeases::new);

    /** A hand-over takes a few milliseconds. */
    private static final Duration RETRY = Duration.ofMillis(50);

    /** Time after which the wait for a shard is logged. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * How often, and how many times, to check whether a member that is reported as gone has left; after that the node
     * that needs a shard checks.
     */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final int SURE_AFTER = 20;

    /** The fraction by which this node's clock may run faster than the holder's. */
    private static final int CLOCK_MARGIN = 10;

    private final ActorSystem<?> system;
    private final Fence fence;
    private final Departures departures;
    private final Batcher<String, OptionalLong> acquisitions;
    private final Batcher<String, Boolean> releases;
    private final Batcher<Long, Boolean> revocations;
    private final Set<Long> revoking = ConcurrentHashMap.newKeySet();

    private ShardLeases(ActorSystem<?> system) {
        this.system = system;
        fence = Fence.get(system);
        departures = Departures.get(system);
        var limits = system.settings().config().getConfig("shop.cluster.fencing.leases");
        acquisitions = Batcher.besideTheJournal(system, "shard acquisitions", limits, (connection, shards) -> {
            var holders = ShardTable.acquire(connection, fence.node(), new HashSet<>(shards), gone());
            return shards.stream()
                    .map(shard -> holders.getOrDefault(shard, OptionalLong.empty()))
                    .toList();
        });
        releases = Batcher.besideTheJournal(system, "shard releases", limits, (connection, shards) -> {
            ShardTable.release(connection, fence.node(), shards);
            return shards.stream().map(shard -> true).toList();
        });
        revocations = Batcher.besideTheJournal(system, "revocations", limits, (connection, nodes) -> {
            var done = WriterTable.revoke(connection, fence.node(), nodes);
            return nodes.stream().map(node -> done).toList();
        });
        system.systemActorOf(watch(), "shard-leases", Props.empty());
    }

    /** Returns the leases of {@code system}. The first call starts to revoke nodes that leave the cluster. */
    public static ShardLeases get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Completes with true when this node holds the shard, and with false when somebody else does not give it up. */
    CompletionStage<Boolean> acquire(String shard) {
        return acquire(shard, System.nanoTime());
    }

    private CompletionStage<Boolean> acquire(String shard, long since) {
        if (fence.hasEnded()) {
            // After any answer, Akka would log one error per shard and try again, while the node ends.
            return new CompletableFuture<>();
        }
        return acquisitions
                .submit(shard, shard)
                .handle((holder, failure) -> acquired(shard, since, holder, failure))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Boolean> acquired(String shard, long since, OptionalLong holder, Throwable failure) {
        if (failure == null && holder.isPresent() && holder.getAsLong() == fence.node()) {
            return CompletableFuture.completedFuture(true);
        }
        if (System.nanoTime() - since > PATIENCE.toNanos()) {
            return failure == null ? heldByAnother(shard, holder) : CompletableFuture.failedFuture(failure);
        }
        if (failure == null) {
            holder.ifPresentOrElse(node -> revokeOnceDeparted(node, 0), fence::ask);
        }
        return later(RETRY, () -> acquire(shard, since));
    }

    private CompletionStage<Boolean> heldByAnother(String shard, OptionalLong holder) {
        system.log()
                .warn(
                        "shard: {} is held by node {} (expected: released, or the node downed)",
                        shard,
                        holder.isPresent() ? Long.toUnsignedString(holder.getAsLong()) : "none");
        return CompletableFuture.completedFuture(false);
    }

    /** Completes when others may take the shard, or when this node has ended anyway. */
    CompletionStage<Boolean> release(String shard) {
        if (fence.hasEnded()) {
            return CompletableFuture.completedFuture(true);
        }
        return WriteBarrier.settled(system)
                .thenCompose(settled -> releases.submit(shard, shard))
                .handle((released, failure) ->
                        failure == null ? CompletableFuture.completedStage(true) : later(RETRY, () -> release(shard)))
                .thenCompose(Function.identity());
    }

    /** Until it is done, or this node is revoked itself. */
    private void revoke(long node) {
        if (node == fence.node() || departures.isRevoked(node) || !revoking.add(node)) {
            return;
        }
        revocations.submit(String.valueOf(node), node).whenComplete((done, failure) -> {
            revoking.remove(node);
            if (failure != null && !fence.hasEnded()) {
                system.log().debug("Node {} is not revoked yet: {}", Long.toUnsignedString(node), failure.getMessage());
                later(RETRY, () -> {
                    revoke(node);
                    return CompletableFuture.completedStage(true);
                });
            } else if (failure == null && done) {
                departures.revoked(List.of(node));
            } else {
                fence.ask();
            }
        });
    }

    /** Lives of nodes that neither write nor answer any more. */
    private Set<Long> gone() {
        return departures.revokedFor(fence.readBound().plus(fence.readBound().dividedBy(CLOCK_MARGIN)));
    }

    /** Most nodes are revoked long before their shards are needed, so that usually nobody waits. */
    private Behavior<MemberEvent> watch() {
        return Behaviors.setup(context -> {
            Cluster.get(system).subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
            return Behaviors.receive(MemberEvent.class)
                    .onMessage(MemberDowned.class, downed -> left(downed))
                    .onMessage(MemberRemoved.class, removed -> left(removed))
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }

    private Behavior<MemberEvent> left(MemberEvent event) {
        revokeOnceDeparted(event.member().uniqueAddress().longUid(), SURE_AFTER);
        return Behaviors.same();
    }

    /**
     * The event alone proves nothing: a stopping node tells its own subscribers that all members are removed. This
     * node's view counts while it is a member itself.
     *
     * @param looks more than the one now, while the node has not departed
     */
    private void revokeOnceDeparted(long node, int looks) {
        if (departures.of(node) == Standing.DEPARTED) {
            revoke(node);
        } else if (looks > 0 && !fence.hasEnded()) {
            later(LOOK, () -> {
                revokeOnceDeparted(node, looks - 1);
                return CompletableFuture.completedStage(true);
            });
        }
    }

    private <T> CompletionStage<T> later(Duration pause, Callable<CompletionStage<T>> work) {
        return Patterns.after(pause, system.classicSystem(), work);
    }
}
