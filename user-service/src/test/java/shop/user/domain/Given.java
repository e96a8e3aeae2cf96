package shop.user.domain;

import java.time.Instant;
import java.util.UUID;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;

/** Test data of the domain. */
public final class Given {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final PersonalData ALICE = new PersonalData("Alice", "alice@example.com");
    public static final PersonalData ALICE_MOVED = new PersonalData("Alice", "alice@example.org");

    private Given() {}

    public static String userId() {
        return UUID.randomUUID().toString();
    }

    /** An address that nobody has. */
    public static PersonalData someone() {
        return new PersonalData("Someone", "someone-" + UUID.randomUUID() + "@example.com");
    }

    public static EventMetadata metadata(String requestId) {
        return new EventMetadata(requestId, "", "", NOON);
    }

    /** A request that its caller never repeats. */
    public static Request request() {
        return new Request(metadata(UUID.randomUUID().toString()), "", false);
    }

    /** A repeatable request. */
    public static Request request(String id, String fingerprint) {
        return new Request(metadata(id), fingerprint, true);
    }
}
