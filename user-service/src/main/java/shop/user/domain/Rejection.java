package shop.user.domain;

/** Why a request was refused. A refusal changes nothing. */
public sealed interface Rejection extends Reply {

    record UserNotFound(String userId) implements Rejection {}

    /** The user is deactivated, and may read what is theirs but change nothing themselves. */
    record UserDeactivated(String userId) implements Rejection {}

    /** The user has given up as many e-mail addresses as a user may, and gets no other one. */
    record AddressesUsedUp(String userId, int limit) implements Rejection {}

    /** Another user holds the e-mail address. */
    record EmailTaken(String userId) implements Rejection {}

    record StaleRevision(String userId, long given, long current) implements Rejection {}

    /** The request id was used before, with other content. */
    record RequestIdReused(String requestId) implements Rejection {}

    /** The claim on the e-mail address was taken away while the request was under way; a new claim may succeed. */
    record ClaimLost(EmailClaim claim) implements Rejection {}
}
