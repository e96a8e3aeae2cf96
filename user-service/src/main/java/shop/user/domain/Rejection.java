package shop.user.domain;

import java.util.function.Function;

/** Why a request was refused. A refusal changes nothing. */
public sealed interface Rejection extends Reply {

    /** One answer for each case: a new case does not compile until everyone who reads them handles it. */
    interface Cases<T> {
        T userNotFound(UserNotFound refused);

        T userDeactivated(UserDeactivated refused);

        T addressesUsedUp(AddressesUsedUp refused);

        T emailTaken(EmailTaken refused);

        T staleRevision(StaleRevision refused);

        T requestIdReused(RequestIdReused refused);

        T claimLost(ClaimLost refused);
    }

    /** Returns what {@code cases} makes of this one. */
    <T> T fold(Cases<T> cases);

    @Override
    default <T> T fold(Function<Accepted, T> accepted, Function<Rejection, T> rejected) {
        return rejected.apply(this);
    }

    record UserNotFound(String userId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.userNotFound(this);
        }
    }

    /** The user is deactivated, and may read what is theirs but change nothing themselves. */
    record UserDeactivated(String userId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.userDeactivated(this);
        }
    }

    /** The user has given up as many e-mail addresses as a user may, and gets no other one. */
    record AddressesUsedUp(String userId, int limit) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.addressesUsedUp(this);
        }
    }

    /** Another user holds the e-mail address. */
    record EmailTaken(String userId) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.emailTaken(this);
        }
    }

    record StaleRevision(String userId, long given, long current) implements Rejection {
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

    /** The claim on the e-mail address was taken away while the request was under way; a new claim may succeed. */
    record ClaimLost(EmailClaim claim) implements Rejection {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.claimLost(this);
        }
    }
}
