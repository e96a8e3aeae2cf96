package shop.user.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.user.domain.UserDetails;

/**
 * Users in the order of their creation.
 *
 * @param next where the next page begins; empty on the last one
 */
public record UserPage(List<UserDetails> users, Optional<Position> next) {

    /** Right after the user that was created then, ids deciding between users of the same microsecond. */
    public record Position(Instant createdAt, String id) {}
}
