package shop.platform.projection;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.jdbc.javadsl.JdbcProjection;
import shop.platform.journal.Database;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventSource;
import shop.platform.journal.Partitions;

/** Starts projections. Their settings are in {@code shop.projection}. */
public final class Projections {
    private Projections() {}

    /**
     * Runs a projection on the nodes of the cluster, one worker a partition; call it on every node. Each event reaches the read
     * model exactly once: groups of events, and the offset behind them, commit in one transaction. A failing group is rolled back
     * and tried again with growing pauses for as long as it takes; nothing is skipped.
     *
     * @param name of the projection, which must never change: the offsets are stored under it
     * @param entityType prefix of the persistence ids, before the {@code |}
     * @param eventType all events of the entity type are instances of it
     */
    public static <E> PartitionedProjection exactlyOnce(
            ActorSystem<?> system, String name, String entityType, Class<E> eventType, ProjectionHandler<E> handler) {
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        name,
                        Partitions.COUNT,
                        partition -> ProjectionBehavior.create(
                                worker(system, name, entityType, partition, eventType, handler)),
                        ProjectionBehavior.stopMessage());
        return new PartitionedProjection(system, name, entityType);
    }

    /** The worker of one partition. */
    static <E> Projection<EventEnvelope<E>> worker(
            ActorSystem<?> system,
            String name,
            String entityType,
            int partition,
            Class<E> eventType,
            ProjectionHandler<E> handler) {
        var config = system.settings().config().getConfig("shop.projection");
        var id = ProjectionId.of(name, String.valueOf(partition));
        var fence = new Fence(Database.get(system), id);
        var source = new FencedSource<>(new EventSource<>(system, entityType, partition, eventType), fence);
        return JdbcProjection.groupedWithin(id, source, fence::begin, () -> new FencedHandler<>(fence, handler), system)
                .withGroup(config.getInt("group-size"), config.getDuration("group-interval"))
                .withRestartBackoff(
                        config.getDuration("restart.min-backoff"),
                        config.getDuration("restart.max-backoff"),
                        config.getDouble("restart.random-factor"));
    }
}
