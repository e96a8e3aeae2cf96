package shop.platform.projection;

import java.util.List;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;

/**
 * Events that are handled in one transaction.
 *
 * @param after position of the partition before the group, as the reading stream knows it
 * @param events at least one, in the order of their offsets
 */
record EventGroup<E>(Position after, List<EventEnvelope<E>> events) {
    EventOffset end() {
        return events.get(events.size() - 1).offset();
    }
}
