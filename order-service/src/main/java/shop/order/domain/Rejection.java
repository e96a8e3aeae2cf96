package shop.order.domain;

/** Why a request was refused. A refusal changes nothing. */
public sealed interface Rejection extends Reply {

    record OrderNotFound(String orderId) implements Rejection {}

    /** There is no such user to order anything. */
    record UserNotFound(String userId) implements Rejection {}

    /** The user may not order any more. */
    record UserDeactivated(String userId) implements Rejection {}

    /** An order of this status does not become what it was asked to. */
    record WrongStatus(String orderId, OrderStatus current, OrderStatus wanted) implements Rejection {}

    record StaleRevision(String orderId, long given, long current) implements Rejection {}

    /** The request id was used before, with other content. */
    record RequestIdReused(String requestId) implements Rejection {}
}
