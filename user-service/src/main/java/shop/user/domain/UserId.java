package shop.user.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of users: UUIDs in lower case. */
public final class UserId {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private UserId() {}

    /** Whether a user could have this id. */
    public static boolean isPossible(String id) {
        return FORM.matcher(id).matches();
    }

    /**
     * The id of the user that this request creates, derived from the request's
     * id (RFC 9562 version 8 over SHA-256), so that every repetition meets the same user.
     */
    public static String forCreation(Request request) {
        return derived(request.id()).toString();
    }

    private static UUID derived(String requestId) {
        var digest = Sha256.start().digest(("shop.user/" + requestId).getBytes(StandardCharsets.UTF_8));
        var bits = ByteBuffer.wrap(digest);
        var high = bits.getLong() & ~0xF000L | 0x8000L;
        var low = bits.getLong() & ~(0b11L << 62) | 0b10L << 62;
        return new UUID(high, low);
    }
}
