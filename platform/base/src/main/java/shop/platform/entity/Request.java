package shop.platform.entity;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Who asks for a change, when, and what makes its repetition recognisable.
 *
 * @param metadata with the request's id: the caller's, or one made for the caller who gave none, since every message may
 *     arrive more than once
 * @param fingerprint a digest of the request's content
 * @param repeatable whether the caller may make the request again, having given its id
 * @param owner the user to whom the entity must belong, which otherwise is to answer as if it did not exist; empty: it may
 *     belong to anybody
 * @param binding what makes the copies of the message that carries the request recognisable; empty: it is not on its way, or is
 *     from a node that binds none
 */
public record Request(
        EventMetadata metadata, String fingerprint, boolean repeatable, String owner, Optional<Binding> binding) {

    public Request {
        owner = Objects.requireNonNullElse(owner, "");
        binding = Objects.requireNonNullElse(binding, Optional.empty());
    }

    /** Returns a request that may be about anybody's entity. */
    public Request(EventMetadata metadata, String fingerprint, boolean repeatable) {
        this(metadata, fingerprint, repeatable, "", Optional.empty());
    }

    /**
     * Returns a request that arrives now.
     *
     * @param id that the caller gave; empty: none
     * @param caller as events name it
     * @param owner the user to whom the entity must belong; empty: it may belong to anybody
     * @param traceparent W3C trace context of what is done for the caller; empty: none
     */
    public static Request arriving(
            String id, String fingerprint, String caller, Optional<String> owner, String traceparent, Clock clock) {
        var repeatable = !id.isEmpty();
        var name = repeatable ? id : UUID.randomUUID().toString();
        return new Request(
                new EventMetadata(name, caller, traceparent, clock.instant()),
                fingerprint,
                repeatable,
                owner.orElse(""),
                Optional.empty());
    }

    /** This request, which {@code call} has brought. */
    public Request from(CallOrigin call) {
        return new Request(metadata.from(call), fingerprint, repeatable, owner, binding);
    }

    /** This request in a message to an entity. */
    public Request boundBy(Binding message) {
        return new Request(metadata, fingerprint, repeatable, owner, Optional.of(message));
    }

    /** Returns whether the request may be about an entity of this user. */
    public boolean concerns(String userId) {
        return owner.isEmpty() || owner.equalsIgnoreCase(userId);
    }

    /** Returns whether it is made by the user to whom the entity must belong, or on that user's behalf. */
    public boolean madeByOwner() {
        return !owner.isEmpty();
    }

    public String id() {
        return metadata.requestId();
    }
}
