package shop.user.api;

import org.apache.commons.validator.routines.EmailValidator;
import shop.platform.grpc.RequestValidation;
import shop.platform.text.Characters;
import shop.user.domain.EmailForm;

/** Checks the fields of one request about users. */
final class Validation extends RequestValidation {
    static final int NAME_MAX = 200;
    static final int EMAIL_MAX = 254;

    private static final EmailValidator EMAIL = EmailValidator.getInstance(false, false);

    String name(String field, String value) {
        return text(field, value, NAME_MAX);
    }

    /** How a name begins, as it was typed: the space behind a first name is part of it. */
    String namePrefix(String field, String value) {
        var begin = name(field, value);
        var behind = value.substring(value.stripTrailing().length());
        if (begin.length() + behind.length() > NAME_MAX) {
            return wrong(field, "more than " + NAME_MAX + " characters (expected: 1 to " + NAME_MAX + ")");
        }
        return begin + behind;
    }

    String email(String field, String value) {
        var stripped = value.strip();
        var email = isShort(stripped, EMAIL_MAX) ? composed(stripped) : stripped;
        if (email.length() > EMAIL_MAX) {
            return wrong(field, email.length() + " characters (expected: at most " + EMAIL_MAX + ")");
        }
        var hidden = Characters.first(email, Validation::isHidden);
        if (hidden.isPresent()) {
            return wrong(
                    field,
                    "has " + Characters.name(hidden.getAsInt())
                            + ", which does not show (expected: visible characters, without spaces)");
        }
        if (!isAddress(email)) {
            return wrong(field, "not an e-mail address (expected: local-part@domain)");
        }
        return email;
    }

    String userId(String field, String value) {
        return id(field, value, "a user");
    }

    /** Two addresses that look the same must not be two. The space of ASCII is allowed between quotes. */
    private static boolean isHidden(int character) {
        return Characters.isControl(character)
                || Characters.isInvisible(character)
                || character != ' ' && Characters.isSpace(character);
    }

    /** Asked of the domain's ASCII form, since the validator knows only an early version of international domains. */
    private static boolean isAddress(String email) {
        var at = email.lastIndexOf('@');
        if (at < 0) {
            return false;
        }
        var domain = email.substring(at + 1);
        var ascii =
                domain.startsWith("[") ? domain : EmailForm.asciiDomain(domain).orElse("");
        return EMAIL.isValid(email.substring(0, at + 1) + ascii);
    }
}
