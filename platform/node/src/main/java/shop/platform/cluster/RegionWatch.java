package shop.platform.cluster;

import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Waits until the coordinators know this node's shard regions, by asking each for the regions it knows. */
final class RegionWatch {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final Set<String> typeNames;
    private final long deadline;

    private RegionWatch(ActorSystem<?> system, Set<String> typeNames) {
        this.system = system;
        this.typeNames = typeNames;
        deadline = System.nanoTime()
                + system.settings()
                        .config()
                        .getDuration("shop.cluster.readiness.sharding-timeout")
                        .toNanos();
    }

    /** Completes when all regions are registered, or when {@code shop.cluster.readiness.sharding-timeout} is over. */
    static CompletionStage<Done> registered(ActorSystem<?> system, Set<String> typeNames) {
        return new RegionWatch(system, typeNames).watch();
    }

    private CompletionStage<Done> watch() {
        return allRegistered().thenCompose(registered -> {
            if (registered) {
                return completedFuture(Done.getInstance());
            }
            if (System.nanoTime() - deadline > 0) {
                system.log()
                        .warn(
                                "Not all shard regions of {} have registered in time; the node becomes ready nevertheless",
                                typeNames);
                return completedFuture(Done.getInstance());
            }
            return Patterns.after(INTERVAL, system.classicSystem(), this::watch);
        });
    }

    private CompletionStage<Boolean> allRegistered() {
        CompletionStage<Boolean> all = completedFuture(true);
        for (var typeName : typeNames) {
            all = all.thenCombine(isRegistered(system, typeName), Boolean::logicalAnd);
        }
        return all;
    }

    /** Asks the coordinator of a type, through this node's region, whether it knows the region; false when it does not answer. */
    static CompletionStage<Boolean> isRegistered(ActorSystem<?> system, String typeName) {
        var classic = system.classicSystem();
        var self = Cluster.get(classic).selfAddress();
        var region = ClusterSharding.get(classic).shardRegion(typeName);
        return Patterns.ask(region, ShardRegion.getCurrentRegionsInstance(), ASK_TIMEOUT)
                .thenApply(answer ->
                        ((ShardRegion.CurrentRegions) answer).getRegions().contains(self))
                .exceptionally(noAnswer -> false);
    }
}
