package shop.platform.projection;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.jdbc.javadsl.JdbcProjection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import shop.platform.journal.Database;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventSource;
import shop.platform.journal.Partitions;
import shop.platform.telemetry.Telemetry;

/** Starts projections. Their settings are in {@code shop.projection}. */
public final class Projections {
    private Projections() {}

    /**
     * Runs a projection on the nodes of the cluster, one worker per partition; call it on every node. Each event
     * reaches the read model exactly once: groups of events, and the offset behind them, commit in one transaction. A
     * failing group is rolled back and retried with growing pauses until it succeeds; nothing is skipped.
     *
     * @param eventType all events of the entity type are instances of it
     */
    public static <E> PartitionedProjection exactlyOnce(
            ActorSystem<?> system, JournalProjection projection, Class<E> eventType, ProjectionHandler<E> handler) {
        return exactlyOnce(system, projection.name(), projection.entityType(), eventType, handler, Duration.ZERO);
    }

    /**
     * As {@link #exactlyOnce(ActorSystem, JournalProjection, Class, ProjectionHandler)}, for work that is less urgent
     * and never starts over: fewer and larger groups cost less.
     *
     * @param name of the projection, which must never change: the offsets are stored under it
     * @param entityType prefix of the persistence ids, before the {@code |}
     * @param patience for how long events wait for others, to be handled together
     */
    public static <E> PartitionedProjection exactlyOnce(
            ActorSystem<?> system,
            String name,
            String entityType,
            Class<E> eventType,
            ProjectionHandler<E> handler,
            Duration patience) {
        return start(
                system,
                name,
                entityType,
                partition -> worker(
                        system,
                        name,
                        entityType,
                        partition,
                        eventType,
                        Projections::nothing,
                        new ProjectionTelemetry(Telemetry.get(system), name).traced(handler),
                        patience));
    }

    /**
     * Takes events to a destination outside the transaction; call it on every node. Each event is delivered at least
     * once and in order: the offset after a group is stored when the group is safe, and a group is delivered again when
     * it fails, when its worker moves to another node, or when a node ends before the offset is stored. For a moment,
     * while a worker moves, an old group may be delivered after a newer one. Nothing is skipped.
     *
     * @param eventType all events of the entity type are instances of it
     */
    public static <E> PartitionedProjection atLeastOnce(
            ActorSystem<?> system, JournalProjection projection, Class<E> eventType, GroupHandler<E> handler) {
        var name = projection.name();
        var entityType = projection.entityType();
        return start(system, name, entityType, partition -> {
            var inTransaction = (ProjectionHandler<E>) (connection, events) -> {};
            return worker(system, name, entityType, partition, eventType, handler, inTransaction, Duration.ZERO);
        });
    }

    private static <E> CompletionStage<Done> nothing(List<EventEnvelope<E>> events) {
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private static <E> PartitionedProjection start(
            ActorSystem<?> system, String name, String entityType, IntFunction<Projection<EventGroup<E>>> worker) {
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        name,
                        Partitions.COUNT,
                        partition -> ProjectionBehavior.create(worker.apply(partition)),
                        ProjectionBehavior.stopMessage());
        var projection = new PartitionedProjection(system, name, entityType);
        ProjectionTelemetry.showLag(Telemetry.get(system), projection);
        return projection;
    }

    /**
     * Returns the worker of one partition.
     *
     * @param outside handles a group before its transaction
     * @param inTransaction handles it in the transaction that stores the offset
     */
    private static <E> Projection<EventGroup<E>> worker(
            ActorSystem<?> system,
            String name,
            String entityType,
            int partition,
            Class<E> eventType,
            GroupHandler<E> outside,
            ProjectionHandler<E> inTransaction,
            Duration patience) {
        var id = ProjectionId.of(name, String.valueOf(partition));
        var fence = new Fence(Database.get(system), id);
        var events = new EventSource<>(system, entityType, partition, eventType, patience);
        var restart = system.settings().config().getConfig("shop.projection.restart");
        return JdbcProjection.exactlyOnce(
                        id,
                        new GroupSource<>(system, events, fence, outside),
                        fence::begin,
                        () -> new FencedHandler<>(fence, inTransaction),
                        system)
                .withRestartBackoff(
                        restart.getDuration("min-backoff"),
                        restart.getDuration("max-backoff"),
                        restart.getDouble("random-factor"));
    }
}
