package shop.platform.projection;

import java.util.List;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;

/**
 * Events that are handled in one transaction.
 *
 * @param after where the partition was before the group, as far as the stream knows that read it
 * @param events at least one, in the order of their offsets
 */
record EventGroup<E>(Position after, List<EventEnvelope<E>> events) {
    EventOffset end() {
        return events.get(events.size() - 1).offset();
    }
}
