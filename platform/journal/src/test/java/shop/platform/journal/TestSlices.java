package shop.platform.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The partition of a persistence id, computed apart from the database. */
public final class TestSlices {
    private TestSlices() {}

    public static int partition(String persistenceId) {
        try {
            var md5 = MessageDigest.getInstance("MD5").digest(persistenceId.getBytes(StandardCharsets.UTF_8));
            return (((md5[0] & 0xff) << 8 | md5[1] & 0xff) & 1023) >> 6;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
