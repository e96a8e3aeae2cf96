package shop.platform.grpc;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import shop.platform.query.Position;

/**
 * Page tokens of one list: base64url of the position and of a digest of the filter, so that a token is refused with
 * any other filter than the one that it was made for.
 */
public record PageToken(String filter) {
    private static final String SEPARATOR = " ";

    /**
     * The tokens of the list that a request asks for.
     *
     * @param filter the request without the fields that may change from page to page: its size and its token
     */
    public static PageToken of(Message filter) {
        return new PageToken(Fingerprint.of(filter));
    }

    /** The token that leads to this position. */
    public String at(Position position) {
        var text = String.join(SEPARATOR, position.createdAt().toString(), position.id(), filter);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where a token points to; empty for an empty token, and for a wrong one, which the validation then knows. */
    public Optional<Position> position(String token, RequestValidation validation) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(SEPARATOR);
            if (parts.length == 3 && parts[2].equals(filter)) {
                return Optional.of(new Position(
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
