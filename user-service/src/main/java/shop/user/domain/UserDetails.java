package shop.user.domain;

import java.time.Instant;

/**
 * A user as the world sees it.
 *
 * @param revision counts the changes, from 1
 */
public record UserDetails(
        String id, PersonalData personal, UserStatus status, Instant createdAt, Instant updatedAt, long revision) {

    UserDetails with(PersonalData changed, Instant at) {
        return new UserDetails(id, changed, status, createdAt, at, revision + 1);
    }

    UserDetails with(UserStatus changed, Instant at) {
        return new UserDetails(id, personal, changed, createdAt, at, revision + 1);
    }
}
