package shop.order.domain;

import shop.platform.cluster.CborSerializable;

/** What an {@link Order} answers. */
public sealed interface Reply extends CborSerializable permits Reply.Accepted, Rejection {

    /**
     * The request was carried out, now or when it was made for the first time.
     *
     * @param order as it was right after that
     */
    record Accepted(OrderDetails order) implements Reply {}
}
