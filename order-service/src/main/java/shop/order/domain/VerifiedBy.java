package shop.order.domain;

/** Who said that a user is active. */
public enum VerifiedBy {
    USER_SERVICE,
    /** This service's own copy of the users, when user-service did not answer. */
    REPLICA
}
