package shop.platform.cluster;

import akka.actor.typed.BackoffSupervisorStrategy;

/**
 * What an entity gets from its node.
 *
 * @param id of the entity
 * @param restart of an entity whose write failed
 * @param answeredAgain called per repeated request
 * @param reads of this node
 * @param period of the entity's shard
 */
public record EntityPlace<R>(
        String id,
        BackoffSupervisorStrategy restart,
        Runnable answeredAgain,
        RecentReads<R> reads,
        ShardPeriod period) {}
