package shop.platform.entity;

/**
 * Binds a message to an entity, and all copies of it, to one call and to one period of its shard ({@code
 * cluster/ShardPeriod}): a copy that arrives in another
 * period, however late, has no effect.
 *
 * @param call names the call that the message belongs to: the same for all copies, and for no other message
 * @param period name of the period; empty: the sender knows none
 */
public record Binding(String call, String period) {}
