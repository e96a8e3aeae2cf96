package shop.user.query;

import java.util.Locale;
import java.util.Optional;
import shop.user.domain.UserStatus;

/**
 * Which users to list; what is empty does not restrict.
 *
 * @param email compared without regard to case
 * @param namePrefix compared without regard to case
 */
public record UserFilter(Optional<UserStatus> status, Optional<String> email, Optional<String> namePrefix) {

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
