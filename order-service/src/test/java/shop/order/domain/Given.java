package shop.order.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;

/** Test data of the domain. */
public final class Given {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final String USER_ID = "0b9be1b6-8f1c-4b8e-a1f0-2d0f6a1c9a01";
    public static final OrderLine TEA = new OrderLine("tea", 3, new Money("EUR", 4, 990_000_000));
    public static final OrderLine CUP = new OrderLine("cup", 1, new Money("EUR", 12, 500_000_000));
    public static final Draft TEA_AND_CUP = new Draft(USER_ID, List.of(TEA, CUP));
    public static final UserStanding.Active ACTIVE = new UserStanding.Active(7, VerifiedBy.USER_SERVICE);
    public static final Verification VERIFIED = new Verification(VerifiedBy.USER_SERVICE, 7);

    private Given() {}

    public static String orderId() {
        return UUID.randomUUID().toString();
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
