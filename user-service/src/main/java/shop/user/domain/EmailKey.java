package shop.user.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;

/**
 * Stands for an e-mail address without revealing it: the SHA-256 of its normalised form, base64url. Two addresses that
 * differ only in case or in Unicode composition have the same key. It names entities, so it appears in persistence ids.
 */
public record EmailKey(String value) {

    public static EmailKey of(String email) {
        var digest = sha256().digest(normalise(email).getBytes(StandardCharsets.UTF_8));
        return new EmailKey(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** The form in which addresses are compared. */
    public static String normalise(String email) {
        return Normalizer.normalize(email, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
