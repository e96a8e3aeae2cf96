package shop.user.domain;

import java.util.List;
import shop.platform.cluster.CborSerializable;

/** What a {@link User} answers. */
public sealed interface Reply extends CborSerializable permits Reply.Accepted, Rejection {

    /**
     * The request was carried out, now or when it was made for the first time.
     *
     * @param user as it was right after that
     * @param givenUp claims that the user gave up by it, for their addresses to be released
     */
    record Accepted(UserDetails user, List<EmailClaim> givenUp) implements Reply {

        Accepted(UserDetails user) {
            this(user, List.of());
        }
    }
}
