package shop.order.domain;

import shop.platform.entity.EntityId;
import shop.platform.entity.Request;

/** Ids of orders. */
public final class OrderId {
    private static final String NAMESPACE = "shop.order/";

    private OrderId() {}

    /** Returns the id of the order that this request creates, the same for every repetition. */
    public static String forCreation(Request request) {
        return EntityId.derived(NAMESPACE, request);
    }
}
