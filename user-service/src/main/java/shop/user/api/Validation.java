package shop.user.api;

import io.grpc.Status;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.EmailValidator;
import shop.platform.grpc.ApiException;

/**
 * Checks the fields of one request and reports every wrong one at once. Each check gives back the value in the form in
 * which it is kept, or a harmless stand-in when it is wrong; {@link #orThrow()} comes before any of them is used.
 */
final class Validation {
    static final int NAME_MAX = 200;
    static final int EMAIL_MAX = 254;
    static final int USER_ID_MAX = 100;

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final EmailValidator EMAIL = EmailValidator.getInstance(false, false);

    private record Violation(String field, String description) {}

    private final List<Violation> violations = new ArrayList<>();

    /** Normalised to NFC, without white space around it. */
    String name(String field, String value) {
        var name = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
        var length = name.codePointCount(0, name.length());
        if (length < 1 || length > NAME_MAX) {
            return wrong(field, length + " characters (expected: 1 to " + NAME_MAX + ")");
        }
        return printable(field, name);
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

    /** The form in which request ids are compared; empty stays empty. */
    String requestId(String field, String value) {
        if (!value.isEmpty() && !UUID.matcher(value).matches()) {
            return wrong(field, "not a UUID (expected: 8-4-4-4-12 hexadecimal digits, or empty)");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    /** Lower case. Whether there is, or could be, such a user is another question. */
    String userId(String field, String value) {
        if (value.isEmpty() || value.length() > USER_ID_MAX) {
            return wrong(field, value.length() + " characters (expected: 1 to " + USER_ID_MAX + ", the id of a user)");
        }
        return printable(field, value).toLowerCase(Locale.ROOT);
    }

    long revision(String field, long value) {
        if (value < 0) {
            wrong(field, value + " (expected: >= 0)");
        }
        return value;
    }

    int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            wrong(field, value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    void that(boolean holds, String field, String description) {
        if (!holds) {
            wrong(field, description);
        }
    }

    /**
     * @throws ApiException INVALID_ARGUMENT with a violation for each wrong field
     */
    void orThrow() {
        if (violations.isEmpty()) {
            return;
        }
        var message = new StringBuilder("The request is not valid.");
        violations.forEach(violation -> message.append(' ')
                .append(violation.field())
                .append(": ")
                .append(violation.description())
                .append('.'));
        var error = ApiException.builder(Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST", message.toString());
        violations.forEach(violation -> error.field(violation.field(), violation.description()));
        throw error.build();
    }

    /** Refuses what does not show, or shows as something else: control, unassigned and bidirectional format characters. */
    private String printable(String field, String value) {
        return value.codePoints().anyMatch(Validation::isHidden)
                ? wrong(field, "has a control character (expected: printable characters)")
                : value;
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
        };
    }

    private String wrong(String field, String description) {
        violations.add(new Violation(field, description));
        return "";
    }
}
