package shop.platform.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import shop.platform.entity.CallOrigin;

/**
 * One call that may have changed something, or that was denied because of its caller. Strings are empty when unknown;
 * none is personal data as long as the issuer's subjects are none.
 *
 * @param calledAt by the clock of the node, to the microsecond
 * @param origin who called what, from where; its rule is empty when no rule allowed the call
 * @param resource what the call was about, such as {@code user.User/<id>}; without an id if none was given or created
 * @param decision of the access rules, {@link #ALLOWED} or {@link #DENIED}
 * @param outcome what the caller was told: {@code OK}, or code and reason of the error; {@link #UNANSWERED} when its
 * node ended before the answer
 */
record AuditEntry(Instant calledAt, CallOrigin origin, String resource, String decision, String outcome) {
    static final String ALLOWED = "ALLOWED";
    static final String DENIED = "DENIED";

    /** The outcome of a call that has written an event, and whose node ended before it answered. */
    static final String UNANSWERED = "UNANSWERED";

    AuditEntry {
        calledAt = calledAt.truncatedTo(ChronoUnit.MICROS);
    }

    UUID callId() {
        return UUID.fromString(origin.callId());
    }

    /** Returns a digest of the entry's content. */
    byte[] digest() {
        return new Digest()
                .add(callId())
                .add(calledAt)
                .add(origin.user())
                .add(origin.service())
                .add(origin.action())
                .add(resource)
                .add(decision)
                .add(origin.rule())
                .add(outcome)
                .add(origin.requestId())
                .add(origin.traceId())
                .add(origin.sourceAddress())
                .bytes();
    }
}
