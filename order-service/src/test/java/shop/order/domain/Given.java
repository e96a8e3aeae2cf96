package shop.order.domain;

import java.util.List;
import java.util.UUID;
import shop.testkit.TestRequests;

/** Test data of the domain. */
public final class Given extends TestRequests {
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
}
