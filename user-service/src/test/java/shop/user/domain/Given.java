package shop.user.domain;

import java.util.UUID;
import shop.testkit.TestRequests;

/** Test data of the domain. */
public final class Given extends TestRequests {
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
}
