package shop.platform.entity;

import java.time.Clock;
import java.util.UUID;
import shop.platform.journal.EventMetadata;

/**
 * Who asks for a change, when, and what makes its repetition recognisable.
 *
 * @param metadata with the request's id: the caller's, or one made for the caller who gave none, since every message may
 *     arrive more than once
 * @param fingerprint a digest of the request's content
 * @param repeatable whether the caller may make the request again, having given its id
 */
public record Request(EventMetadata metadata, String fingerprint, boolean repeatable) {

    /**
     * A request that arrives now.
     *
     * @param id that the caller gave; empty: none
     */
    public static Request arriving(String id, String fingerprint, Clock clock) {
        var repeatable = !id.isEmpty();
        var name = repeatable ? id : UUID.randomUUID().toString();
        return new Request(new EventMetadata(name, "", "", clock.instant()), fingerprint, repeatable);
    }

    public String id() {
        return metadata.requestId();
    }
}
