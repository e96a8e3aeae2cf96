package shop.platform.grpc;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import shop.platform.query.Position;

/**
 * Page tokens of one list: base64url of a position and of a signature (the first 128 bits of an HMAC-SHA256) over position
 * and filter. So every accepted position was issued by this service, for exactly this list.
 */
public final class PageToken {
    private static final String SEPARATOR = " ";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    /** Ours have 90; longer ones are rejected unread. */
    private static final int MAX_LENGTH = 200;

    private final byte[] key;
    private final String filter;

    PageToken(byte[] key, String filter) {
        this.key = key;
        this.filter = filter;
    }

    /** Returns the token of this position. */
    public String at(Position position) {
        var where = position.createdAt() + SEPARATOR + position.id();
        var text = where + SEPARATOR + signature(where);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position of a token; empty for an empty token, and for a wrong one, which is then reported by the
     * validation.
     */
    public Optional<Position> position(String token, RequestValidation validation) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        var position = signed(token);
        validation.that(
                position.isPresent(),
                "page_token",
                "not of this list, or of another release (expected: next_page_token of the answer to the same fields, or"
                        + " empty to begin again)");
        return position;
    }

    private Optional<Position> signed(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var end = text.lastIndexOf(SEPARATOR);
            var where = text.substring(0, Math.max(end, 0));
            if (!isEqual(signature(where), text.substring(end + 1))) {
                return Optional.empty();
            }
            var parts = where.split(SEPARATOR);
            return Optional.of(new Position(Instant.parse(parts[0]), parts[1]));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no base64
        }
    }

    private static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(String where) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            var digest = mac.doFinal((filter + SEPARATOR + where).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, SIGNATURE_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
