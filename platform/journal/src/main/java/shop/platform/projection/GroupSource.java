package shop.platform.projection;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventSource;

/**
 * The events of a partition in groups, each with its beginning. The stream fails when the projection is reset, so that
 * an idle worker starts again, too.
 */
final class GroupSource<E> extends SourceProvider<String, EventGroup<E>> {
    private final EventSource<E> events;
    private final Fence fence;
    private final GroupHandler<E> outside;
    private final int size;
    private final ResetWatch resets;

    /** @param outside takes each group to a destination outside the transaction, before the group is emitted */
    GroupSource(ActorSystem<?> system, EventSource<E> events, Fence fence, GroupHandler<E> outside) {
        this.events = events;
        this.fence = fence;
        this.outside = outside;
        this.size = system.settings().config().getInt("shop.projection.group-size");
        this.resets = ResetWatch.get(system);
    }

    /** @param offset is not used: it does not contain its generation */
    @Override
    public CompletionStage<Source<EventGroup<E>, NotUsed>> source(Supplier<CompletionStage<Optional<String>>> offset) {
        return fence.position()
                .thenCompose(start -> events.pages(start.offset())
                        .thenApply(
                                pages -> resets.watch(groups(pages, start), fence.projection(), start.generation())));
    }

    private Source<EventGroup<E>, NotUsed> groups(Source<List<EventEnvelope<E>>, NotUsed> pages, Position start) {
        return pages.mapConcat(this::parts)
                .statefulMapConcat(() -> {
                    var next = new ArrayList<>(List.of(start));
                    return events -> {
                        var begins = new EventGroup<>(next.get(0), events);
                        next.set(0, new Position(start.generation(), begins.end()));
                        return List.of(begins);
                    };
                })
                .mapAsync(1, group -> outside.process(group.events()).thenApply(done -> group));
    }

    private List<List<EventEnvelope<E>>> parts(List<EventEnvelope<E>> page) {
        return IntStream.iterate(0, begin -> begin < page.size(), begin -> begin + size)
                .mapToObj(begin -> page.subList(begin, Math.min(page.size(), begin + size)))
                .toList();
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
