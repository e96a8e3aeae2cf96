package shop.user.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import shop.contract.user.ListUsersRequest;
import shop.user.query.UserPage;

/**
 * Page tokens of one list: base64url of the position and of a digest of the filter, so that a token is refused with
 * any other filter than the one that it was made for.
 */
record PageToken(String filter) {
    private static final String SEPARATOR = " ";

    static PageToken of(ListUsersRequest request) {
        return new PageToken(Fingerprint.of(
                request.toBuilder().clearPageSize().clearPageToken().build()));
    }

    String at(UserPage.Position position) {
        var text = String.join(SEPARATOR, position.createdAt().toString(), position.id(), filter);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where a token points to; empty for an empty token, and for a wrong one, which the validation then knows. */
    Optional<UserPage.Position> position(String token, Validation validation) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(SEPARATOR);
            if (parts.length == 3 && parts[2].equals(filter)) {
                return Optional.of(new UserPage.Position(
                        Instant.parse(parts[0]), UUID.fromString(parts[1]).toString()));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Not a token of ours either.
        }
        validation.that(
                false, "page_token", "not of this list (expected: next_page_token of the answer to the same fields)");
        return Optional.empty();
    }
}
