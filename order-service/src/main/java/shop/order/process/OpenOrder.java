package shop.order.process;

/**
 * An open order about which something is to be done.
 *
 * @param cancelRevision revision of the user's deactivation for which it is to be cancelled; 0: it is not
 */
record OpenOrder(String orderId, String userId, long cancelRevision) {}
