package shop.user.domain;

import java.util.List;
import java.util.function.Function;
import shop.platform.cluster.CborSerializable;
import shop.platform.eventsourced.Answer;

/** What a {@link User} answers. */
public sealed interface Reply extends CborSerializable, Answer<Reply.Accepted, Rejection>
        permits Reply.Accepted, Rejection {
    /**
     * The request was carried out, now or when it was made for the first time.
     *
     * @param user as it was right after that
     * @param givenUp claims that the user gave up by it, for their addresses to be released
     * @param addressesGivenUp how many addresses the user ever gave up; only in the answer to a read, elsewhere 0
     */
    record Accepted(UserDetails user, List<EmailClaim> givenUp, int addressesGivenUp) implements Reply {

        Accepted(UserDetails user) {
            this(user, List.of(), 0);
        }

        Accepted(UserDetails user, List<EmailClaim> givenUp) {
            this(user, givenUp, 0);
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Rejection, T> rejected) {
            return accepted.apply(this);
        }

        /** Whether the user itself may change anything. */
        boolean isActive() {
            return user.status() == UserStatus.ACTIVE;
        }
    }
}
