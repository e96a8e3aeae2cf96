package shop.platform.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Who and what caused an event; every domain event carries one. Strings are empty when unknown.
 *
 * @param requestId names the request, so that its repetition is recognised: the caller's idempotency key where it gave one
 * @param caller identity of the user or service that asked
 * @param traceparent W3C trace context of the command
 * @param time when the command was decided; to the microsecond, which is what PostgreSQL keeps in a read model
 */
public record EventMetadata(String requestId, String caller, String traceparent, Instant time) {
    public EventMetadata {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(traceparent, "traceparent");
        time = time.truncatedTo(ChronoUnit.MICROS);
    }
}
