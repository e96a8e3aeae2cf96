package shop.order.domain;

/** Whether a user may order, as far as it is known. */
public sealed interface UserStanding {

    /** @param revision of the user when it was looked at, from 1 */
    record Active(long revision, VerifiedBy by) implements UserStanding {}

    record Deactivated() implements UserStanding {}

    /** There is no such user. */
    record NotFound() implements UserStanding {}

    /** Nobody could tell. */
    record Undetermined() implements UserStanding {}
}
