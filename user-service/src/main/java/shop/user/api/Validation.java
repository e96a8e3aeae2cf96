package shop.user.api;

import java.text.Normalizer;
import org.apache.commons.validator.routines.EmailValidator;
import shop.platform.grpc.RequestValidation;

/** Checks the fields of one request about users. */
final class Validation extends RequestValidation {
    static final int NAME_MAX = 200;
    static final int EMAIL_MAX = 254;

    private static final EmailValidator EMAIL = EmailValidator.getInstance(false, false);

    String name(String field, String value) {
        return text(field, value, NAME_MAX);
    }

    String email(String field, String value) {
        var email = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
        if (email.length() > EMAIL_MAX) {
            return wrong(field, email.length() + " characters (expected: at most " + EMAIL_MAX + ")");
        }
        if (!EMAIL.isValid(email)) {
            return wrong(field, "not an e-mail address (expected: local-part@domain)");
        }
        return printable(field, email);
    }

    String userId(String field, String value) {
        return id(field, value, "a user");
    }
}
