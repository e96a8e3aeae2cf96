package shop.platform.cluster;

import akka.actor.typed.BackoffSupervisorStrategy;

/**
 * What an entity has from its node.
 *
 * @param id of the entity
 * @param restart of an entity whose write failed
 * @param answeredAgain is run for each request that came again
 * @param reads of this node
 * @param period of the entity's shard
 */
public record EntityPlace<R>(
        String id,
        BackoffSupervisorStrategy restart,
        Runnable answeredAgain,
        RecentReads<R> reads,
        ShardPeriod period) {}
