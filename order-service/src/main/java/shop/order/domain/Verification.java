package shop.order.domain;

/**
 * That the user of an order was active.
 *
 * @param by who said so
 * @param userRevision of the user when it was said
 */
public record Verification(VerifiedBy by, long userRevision) {}
