package shop.platform.entity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of entities: UUIDs in lower case. */
public final class EntityId {
    private static final String FORM = "00000000-0000-0000-0000-000000000000";

    private EntityId() {}

    /** Returns whether an entity could have this id. Asked on every call, so without a regular expression. */
    public static boolean isPossible(String id) {
        if (id.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            var character = id.charAt(i);
            if (FORM.charAt(i) == '-' ? character != '-' : !isHexDigit(character)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(char character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }

    /**
     * Returns the id of the entity that this request creates, derived from the request's id (RFC 9562 version 8 over
     * SHA-256), so that every repetition meets the same entity.
     *
     * @param namespace keeps entities of different types apart; never changes
     */
    public static String derived(String namespace, Request request) {
        var digest = Sha256.start().digest((namespace + request.id()).getBytes(StandardCharsets.UTF_8));
        var bits = ByteBuffer.wrap(digest);
        var high = bits.getLong() & ~0xF000L | 0x8000L;
        var low = bits.getLong() & ~(0b11L << 62) | 0b10L << 62;
        return new UUID(high, low).toString();
    }
}
