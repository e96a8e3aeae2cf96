package shop.user.domain;

/**
 * The keys of one e-mail address.
 *
 * @param own by which a user holds it, {@link EmailKey#of}
 * @param folded that it shares with every address that is the same, {@link EmailKey#folded}
 */
record EmailKeys(EmailKey own, EmailKey folded) {

    static EmailKeys of(String email) {
        var own = EmailKey.of(email);
        return new EmailKeys(own, EmailForm.isPlain(email) ? own : EmailKey.folded(email));
    }

    /** Returns whether one key is all there is, so that one claim is. */
    boolean areOne() {
        return own.equals(folded);
    }
}
