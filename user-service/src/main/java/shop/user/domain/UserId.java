package shop.user.domain;

import shop.platform.entity.EntityId;
import shop.platform.entity.Request;

/** Ids of users. */
public final class UserId {
    private static final String NAMESPACE = "shop.user/";

    private UserId() {}

    /** Returns the id of the user that this request creates, the same for every repetition. */
    public static String forCreation(Request request) {
        return EntityId.derived(NAMESPACE, request);
    }
}
