package shop.platform.projection;

import akka.NotUsed;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;
import shop.platform.journal.EventSource;

/** An event source that tells the fence where the worker starts. */
final class FencedSource<E> extends SourceProvider<String, EventEnvelope<E>> {
    private final EventSource<E> source;
    private final Fence fence;

    FencedSource(EventSource<E> source, Fence fence) {
        this.source = source;
        this.fence = fence;
    }

    @Override
    public CompletionStage<Source<EventEnvelope<E>, NotUsed>> source(
            Supplier<CompletionStage<Optional<String>>> offset) {
        return source.source(() -> offset.get().thenApply(stored -> {
            fence.continueAfter(stored.map(EventOffset::parse).orElse(EventOffset.START));
            return stored;
        }));
    }

    @Override
    public String extractOffset(EventEnvelope<E> envelope) {
        return source.extractOffset(envelope);
    }

    @Override
    public long extractCreationTime(EventEnvelope<E> envelope) {
        return source.extractCreationTime(envelope);
    }
}
