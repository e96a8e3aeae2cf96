package shop.platform.messaging;

import com.google.protobuf.Message;
import java.util.Optional;
import shop.platform.journal.EventEnvelope;
import shop.platform.telemetry.Traced;

/**
 * Converts a service's own events to its published messages. Both methods are pure: an event may be published more than
 * once, and must be the same message each time. Shared by threads.
 */
public interface PublishedEvents<E> {
    /** Returns the message; empty: the event is not published. */
    Optional<Message> message(EventEnvelope<E> envelope);

    /** W3C trace context of the command behind the event; empty when unknown. */
    default String traceparent(EventEnvelope<E> envelope) {
        return envelope.event() instanceof Traced event ? event.traceparent() : "";
    }
}
