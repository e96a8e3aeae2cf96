package shop.platform.entity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * Who and what caused an event; every domain event carries one. Strings are empty when unknown.
 *
 * @param requestId names the request, so that its repetition is recognised: the caller's idempotency key where it gave one
 * @param caller identity of the user or service that asked
 * @param traceparent W3C trace context of the command
 * @param time when the command was decided; to the microsecond, which is what PostgreSQL keeps in a read model
 * @param origin the call that caused it; empty: the service did by itself, or did before calls were audited
 */
public record EventMetadata(
        String requestId, String caller, String traceparent, Instant time, Optional<CallOrigin> origin) {
    public EventMetadata {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(traceparent, "traceparent");
        time = time.truncatedTo(ChronoUnit.MICROS);
        origin = Objects.requireNonNullElse(origin, Optional.empty());
    }

    /** Metadata of what no call has caused. */
    public EventMetadata(String requestId, String caller, String traceparent, Instant time) {
        this(requestId, caller, traceparent, time, Optional.empty());
    }

    /** This metadata of what {@code call} has caused. */
    public EventMetadata from(CallOrigin call) {
        return new EventMetadata(requestId, caller, traceparent, time, Optional.of(call));
    }
}
