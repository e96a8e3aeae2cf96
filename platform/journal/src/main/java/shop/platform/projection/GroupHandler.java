package shop.platform.projection;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.EventEnvelope;

/**
 * Takes events to a destination outside the transaction. Called by one worker per partition, so threads share
 * instances.
 */
@FunctionalInterface
public interface GroupHandler<E> {
    /**
     * Returns at once and never blocks.
     *
     * @param events at least one, in the order of their offsets; those of one entity in the order of their sequence numbers
     * @return completes when all events are stored at their destination; when it fails, they are delivered again after
     * a pause
     */
    CompletionStage<Done> process(List<EventEnvelope<E>> events);
}
