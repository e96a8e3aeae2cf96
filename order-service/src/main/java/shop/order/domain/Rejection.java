package shop.order.domain;

import java.util.function.Function;

/** Why a request was refused. A refusal changes nothing. */
public sealed interface Rejection extends Reply {

    /** One answer for each case: a new case does not compile until everyone who reads them handles it. */
    interface Cases<T> {
        T orderNotFound(OrderNotFound refused);

        T userNotFound(UserNotFound refused);

        T userDeactivated(UserDeactivated refused);

        T wrongStatus(WrongStatus refused);

        T staleRevision(StaleRevision refused);

        T requestIdReused(RequestIdReused refused);
    }

    /** Returns what {@code cases} makes of this one. */
    <T> T fold(Cases<T> cases);

    @Override
    default <T> T fold(Function<Accepted, T> accepted, Function<Rejection, T> rejected) {
        return rejected.apply(this);
    }

    record OrderNotFound(String orderId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.orderNotFound(this);
        }
    }

    /** There is no such user to order anything. */
    record UserNotFound(String userId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.userNotFound(this);
        }
    }

    /** The user may not order any more. */
    record UserDeactivated(String userId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.userDeactivated(this);
        }
    }

    /** An order of this status does not become what it was asked to. */
    record WrongStatus(String orderId, OrderStatus current, OrderStatus wanted) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.wrongStatus(this);
        }
    }

    record StaleRevision(String orderId, long given, long current) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.staleRevision(this);
        }
    }

    /** The request id was used before, with other content. */
    record RequestIdReused(String requestId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.requestIdReused(this);
        }
    }
}
