package shop.user.domain;

import shop.platform.journal.EventMetadata;

/**
 * Who asks for a change, when, and what makes its repetition recognisable.
 *
 * @param metadata with the caller's request id; empty where the caller gave none, and then every request is a new one
 * @param fingerprint a digest of the request's content
 */
public record Request(EventMetadata metadata, String fingerprint) {

    public String id() {
        return metadata.requestId();
    }

    public boolean isRepeatable() {
        return !id().isEmpty();
    }
}
