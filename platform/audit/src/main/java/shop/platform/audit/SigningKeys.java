package shop.platform.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import shop.platform.entity.Sha256;

/**
 * The keys that checkpoints and anchors are signed with (HMAC-SHA256, RFC 2104): the first signs, all verify. Without
 * any key nothing is signed. Thread-safe.
 */
final class SigningKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 32;
    private static final int ID_LENGTH = 16;

    /**
     * @param keyId empty: not signed
     */
    record Signature(String keyId, byte[] bytes) {
        static final Signature NONE = new Signature("", new byte[0]);

        boolean isAbsent() {
            return keyId.isEmpty();
        }
    }

    private final Map<String, SecretKeySpec> keys;

    private SigningKeys(Map<String, SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Returns the keys in a file, one per line, in base64.
     *
     * @param file empty: there are none
     * @throws IllegalArgumentException when the file is empty or contains anything else
     */
    static SigningKeys in(String file) {
        var keys = new LinkedHashMap<String, SecretKeySpec>();
        if (!file.isEmpty()) {
            for (var line : lines(Path.of(file))) {
                var key = decode(line, file);
                keys.put(id(key), new SecretKeySpec(key, ALGORITHM));
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("shop.audit.key-file: " + file + " (expected: a key)");
            }
        }
        return new SigningKeys(keys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** By the first key; {@link Signature#NONE} where there is none. */
    Signature sign(byte[] hash) {
        return keys.entrySet().stream()
                .findFirst()
                .map(key -> new Signature(key.getKey(), mac(key.getValue(), hash)))
                .orElse(Signature.NONE);
    }

    /** Returns whether one of the keys has signed this. */
    boolean haveSigned(byte[] hash, Signature signature) {
        var key = keys.get(signature.keyId());
        return key != null && MessageDigest.isEqual(mac(key, hash), signature.bytes());
    }

    private static byte[] mac(SecretKeySpec key, byte[] hash) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Identifies keys without revealing them. */
    private static String id(byte[] key) {
        return HexFormat.of().formatHex(Sha256.start().digest(key)).substring(0, ID_LENGTH);
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("shop.audit.key-file: " + file + " (expected: a readable file)", e);
        }
    }

    private static byte[] decode(String line, String file) {
        try {
            var key = Base64.getDecoder().decode(line);
            if (key.length >= MIN_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // The line may still be a key, so neither it nor its failure is reported.
        }
        throw new IllegalArgumentException("shop.audit.key-file: " + file
                + ", a line of it (expected: base64 of at least " + MIN_BYTES + " bytes)");
    }
}
