package shop.platform.projection;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventSource;

/**
 * The events of a partition in groups, each of which says where it begins. The stream fails when the projection is reset, so that
 * a worker that has nothing to do starts again, too.
 */
final class GroupSource<E> extends SourceProvider<String, EventGroup<E>> {
    private final EventSource<E> events;
    private final Fence fence;
    private final GroupHandler<E> outside;
    private final int size;
    private final Duration interval;
    private final Duration resetCheck;

    /** @param outside takes each group to where no transaction reaches, before the group is emitted */
    GroupSource(ActorSystem<?> system, EventSource<E> events, Fence fence, GroupHandler<E> outside) {
        var config = system.settings().config().getConfig("shop.projection");
        this.events = events;
        this.fence = fence;
        this.outside = outside;
        this.size = config.getInt("group-size");
        this.interval = config.getDuration("group-interval");
        this.resetCheck = config.getDuration("reset-check-interval");
    }

    /** @param offset is not asked: it would not say in which generation it was stored */
    @Override
    public CompletionStage<Source<EventGroup<E>, NotUsed>> source(Supplier<CompletionStage<Optional<String>>> offset) {
        return fence.position()
                .thenCompose(start -> events.source(() -> CompletableFuture.completedFuture(
                                Optional.of(start.offset().toString())))
                        .thenApply(stream -> groups(stream, start).merge(failureOnReset(start.generation()), true)));
    }

    private Source<EventGroup<E>, NotUsed> groups(Source<EventEnvelope<E>, NotUsed> stream, Position start) {
        return stream.groupedWithin(size, interval)
                .statefulMapConcat(() -> {
                    var next = new ArrayList<>(List.of(start));
                    return group -> {
                        var events = List.copyOf(group);
                        var begins = new EventGroup<>(next.get(0), events);
                        next.set(0, new Position(start.generation(), begins.end()));
                        return List.of(begins);
                    };
                })
                .mapAsync(1, group -> outside.process(group.events()).thenApply(done -> group));
    }

    private Source<EventGroup<E>, NotUsed> failureOnReset(long generation) {
        return Source.tick(resetCheck, resetCheck, generation)
                .mapMaterializedValue(cancellable -> NotUsed.getInstance())
                .mapAsync(1, tick -> fence.position())
                .mapConcat(now -> {
                    if (now.generation() != generation) {
                        throw new ProjectionException(fence.projection().id() + ": was reset: starting again", null);
                    }
                    return List.<EventGroup<E>>of();
                });
    }

    @Override
    public String extractOffset(EventGroup<E> group) {
        return group.end().toString();
    }

    @Override
    public long extractCreationTime(EventGroup<E> group) {
        return events.extractCreationTime(group.events().get(0));
    }
}
