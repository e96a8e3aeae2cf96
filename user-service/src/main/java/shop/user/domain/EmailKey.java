package shop.user.domain;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import shop.platform.entity.Sha256;

/**
 * Stands for an e-mail address without revealing it: the SHA-256 of its normalised form, base64url. Two addresses that
 * differ only in case or in Unicode composition have the same key. It names entities, so it appears in persistence ids.
 */
public record EmailKey(String value) {

    public static EmailKey of(String email) {
        var digest = Sha256.start().digest(normalise(email).getBytes(StandardCharsets.UTF_8));
        return new EmailKey(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** The form in which addresses are compared. */
    public static String normalise(String email) {
        return Normalizer.normalize(email, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
