package shop.user.domain;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import shop.platform.entity.Personal;
import shop.platform.entity.Sha256;

/**
 * Stands for an e-mail address without revealing it: the SHA-256 of one of its forms, base64url. It names entities, so it
 * appears in persistence ids.
 */
@Personal
public record EmailKey(String value) {

    /**
     * Returns the key by which a user holds the address: that of the form in which the first release compared
     * addresses.
     */
    public static EmailKey of(String email) {
        return ofForm(EmailForm.former(email));
    }

    /** The key that all addresses have that are one. For most addresses it equals {@link #of}. */
    public static EmailKey folded(String email) {
        return ofForm(EmailForm.of(email));
    }

    private static EmailKey ofForm(String form) {
        var digest = Sha256.start().digest(form.getBytes(StandardCharsets.UTF_8));
        return new EmailKey(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }
}
