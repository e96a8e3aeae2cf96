package shop.testkit;

import java.time.Instant;
import java.util.UUID;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;

/** Test data of every domain: requests, all of one moment. A service adds its own in a class that extends this one. */
public abstract class TestRequests {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    protected TestRequests() {}

    public static EventMetadata metadata(String requestId) {
        return new EventMetadata(requestId, "", "", NOON);
    }

    /** Returns a request that its caller never repeats. */
    public static Request request() {
        return new Request(metadata(UUID.randomUUID().toString()), "", false);
    }

    /** Returns a repeatable request. */
    public static Request request(String id, String fingerprint) {
        return new Request(metadata(id), fingerprint, true);
    }
}
