package shop.platform.grpc;

import io.grpc.Status;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the fields of one request and reports every wrong one at once. Each check gives back the value in the form in
 * which it is kept, or a harmless stand-in when it is wrong; {@link #orThrow()} comes before any of them is used. A
 * service adds checks of its own. Not thread-safe.
 */
public class RequestValidation {
    private static final int ID_MAX = 100;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private record Violation(String field, String description) {}

    private final List<Violation> violations = new ArrayList<>();

    /**
     * Printable text, normalised to NFC, without white space around it.
     *
     * @param most characters; at least one is expected
     */
    public final String text(String field, String value, int most) {
        var text = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
        var length = text.codePointCount(0, text.length());
        if (length < 1 || length > most) {
            return wrong(field, length + " characters (expected: 1 to " + most + ")");
        }
        return printable(field, text);
    }

    /** The form in which request ids are compared; empty stays empty. */
    public final String requestId(String field, String value) {
        if (!value.isEmpty() && !UUID.matcher(value).matches()) {
            return wrong(field, "not a UUID (expected: 8-4-4-4-12 hexadecimal digits, or empty)");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    /**
     * An id in lower case. Whether there is, or could be, such an entity is another question.
     *
     * @param of what it names, for people
     */
    public final String id(String field, String value, String of) {
        if (value.isEmpty() || value.length() > ID_MAX) {
            return wrong(field, value.length() + " characters (expected: 1 to " + ID_MAX + ", the id of " + of + ")");
        }
        return printable(field, value).toLowerCase(Locale.ROOT);
    }

    public final long revision(String field, long value) {
        if (value < 0) {
            wrong(field, value + " (expected: >= 0)");
        }
        return value;
    }

    public final int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            wrong(field, value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    public final void that(boolean holds, String field, String description) {
        if (!holds) {
            wrong(field, description);
        }
    }

    /** A value of proto3's implicit presence: empty stands for absent. */
    public static Optional<String> present(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    /**
     * @throws ApiException INVALID_ARGUMENT with a violation for each wrong field
     */
    public final void orThrow() {
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
    protected final String printable(String field, String value) {
        for (int i = 0; i < value.length(); i = value.offsetByCodePoints(i, 1)) {
            if (isHidden(value.codePointAt(i))) {
                return wrong(field, "has a control character (expected: printable characters)");
            }
        }
        return value;
    }

    /** Notes a wrong field and gives the stand-in for its value. */
    protected final String wrong(String field, String description) {
        violations.add(new Violation(field, description));
        return "";
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
}
