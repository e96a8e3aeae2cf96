package shop.order.process;

import java.time.Instant;
import java.util.UUID;

/**
 * A change of a user, as far as it matters here.
 *
 * @param revision of the user after it, from 1
 * @param traceparent W3C trace context of the command that caused it; empty: unknown
 */
public record UserChange(UUID userId, long revision, Kind kind, Instant time, String traceparent) {

    /** What changed. */
    public enum Kind {
        CREATED,
        /** Something that is not copied. */
        UPDATED,
        DEACTIVATED,
        REACTIVATED
    }
}
