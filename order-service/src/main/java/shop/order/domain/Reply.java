package shop.order.domain;

import java.util.function.Function;
import shop.platform.cluster.CborSerializable;
import shop.platform.eventsourced.Answer;

/** What an {@link Order} answers. */
public sealed interface Reply extends CborSerializable, Answer<Reply.Accepted, Rejection>
        permits Reply.Accepted, Rejection {
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
