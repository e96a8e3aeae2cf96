package shop.platform.projection;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.EventEnvelope;

/** Takes events to where no transaction reaches. Called by one worker a partition, so that instances are shared by threads. */
@FunctionalInterface
public interface GroupHandler<E> {
    /**
     * Returns at once and never blocks.
     *
     * @param events at least one, in the order of their offsets; those of one entity in the order of their sequence numbers
     * @return completes when all events are safe where they go; when it fails, they come again after a pause
     */
    CompletionStage<Done> process(List<EventEnvelope<E>> events);
}
