package shop.order.process;

/**
 * An open order about which something is to be done.
 *
 * @param verifiedRevision revision of the user at which the order was confirmed; 0: it is PENDING
 * @param cancelRevision revision of the user's deactivation for which it is to be cancelled; 0: it is not
 * @param traceparent W3C trace context that this is part of; empty: none
 */
record OpenOrder(String orderId, String userId, long verifiedRevision, long cancelRevision, String traceparent) {

    /** The same, as part of a span of that trace. */
    OpenOrder within(String span) {
        return new OpenOrder(orderId, userId, verifiedRevision, cancelRevision, span);
    }
}
