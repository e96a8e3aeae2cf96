package shop.platform.cluster;

import akka.actor.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The present {@link ShardPeriod} of each shard of one entity type on this node. It outlives the entities, which come and go within a
 * period. Thread-safe.
 */
public final class ShardPeriods {
    private record Current(ActorRef shard, ShardPeriod period) {}

    private final ConcurrentMap<String, Current> byShard = new ConcurrentHashMap<>();

    /**
     * That of an entity that is about to start.
     *
     * @param entity its context, in which its shard is its parent; each time that a shard starts it is another actor
     */
    public ShardPeriod of(ActorContext<?> entity) {
        var shard = Adapter.toClassic(entity).parent();
        return byShard.compute(
                        shard.path().name(),
                        (id, known) -> known != null && known.shard.equals(shard)
                                ? known
                                : new Current(shard, ShardPeriod.begun()))
                .period();
    }
}
