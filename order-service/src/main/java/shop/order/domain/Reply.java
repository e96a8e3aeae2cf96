package shop.order.domain;

import java.util.function.Function;
import shop.platform.cluster.CborSerializable;

/** What an {@link Order} answers. */
public sealed interface Reply extends CborSerializable permits Reply.Accepted, Rejection {

    /** Returns what one of the functions makes of this reply. */
    <T> T fold(Function<Accepted, T> accepted, Function<Rejection, T> rejected);

    /**
     * The request was carried out, now or when it was made for the first time.
     *
     * @param order as it was right after that
     */
    record Accepted(OrderDetails order) implements Reply {
        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Rejection, T> rejected) {
            return accepted.apply(this);
        }
    }
}
