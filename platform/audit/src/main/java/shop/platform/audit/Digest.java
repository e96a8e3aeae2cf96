package shop.platform.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import shop.platform.entity.Sha256;

/**
 * SHA-256 over values each of which can be told from the next: texts with their lengths, numbers in eight bytes, big-endian.
 * The function {@code audit_append} computes the same in SQL. Not thread-safe.
 */
final class Digest {
    private final MessageDigest sha256 = Sha256.start();

    /** Bytes of a fixed length, such as another digest. */
    Digest add(byte[] fixed) {
        sha256.update(fixed);
        return this;
    }

    Digest add(short number) {
        return add(ByteBuffer.allocate(Short.BYTES).putShort(number).array());
    }

    Digest add(long number) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** In microseconds since 1970. */
    Digest add(Instant time) {
        return add(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    Digest add(UUID id) {
        return add(id.getMostSignificantBits()).add(id.getLeastSignificantBits());
    }

    Digest add(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        return add((long) utf8.length).add(utf8);
    }

    byte[] bytes() {
        return sha256.digest();
    }
}
