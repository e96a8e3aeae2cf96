package shop.user.domain;

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

    public String id() {
        return metadata.requestId();
    }
}
