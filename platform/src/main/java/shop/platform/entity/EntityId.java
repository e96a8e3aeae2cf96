package shop.platform.entity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of entities: UUIDs in lower case. */
public final class EntityId {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private EntityId() {}

    /** Whether an entity could have this id. */
    public static boolean isPossible(String id) {
        return FORM.matcher(id).matches();
    }

    /**
     * The id of the entity that this request creates, derived from the request's id (RFC 9562 version 8 over SHA-256), so
     * that every repetition meets the same entity.
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
