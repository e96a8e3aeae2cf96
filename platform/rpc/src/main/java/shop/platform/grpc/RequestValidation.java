package shop.platform.grpc;

import com.ibm.icu.text.Normalizer2;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Excerpt;
import shop.platform.entity.EntityId;
import shop.platform.text.Characters;

/**
 * Checks the fields of one request and reports every wrong one at once. Each check returns the value in the form in
 * which it is stored, or a harmless substitute when it is wrong; call {@link #orThrow()} before using any of them. A
 * service adds checks of its own. Not thread-safe.
 *
 * <p>Processing a text may take more than linear time, so the length of the original text is checked first.
 */
public class RequestValidation {
    private static final int ID_MAX = 100;

    /** Maximum number of wrong fields in the answer, as in {@link ApiException}; others are only counted. */
    private static final int NAMED_MAX = 20;

    /** Characters of a message about one field, however it came about. */
    private static final int DESCRIPTION_MAX = 300;

    /** UTF-16 units that can become one character: a letter may come as a base and some marks, each of two units. */
    private static final int UNITS_PER_CHARACTER = 8;

    private record Violation(String field, String description) {}

    private final List<Violation> violations = new ArrayList<>();
    private int unnamed;

    /**
     * Printable text, normalised to NFC, without white space around it.
     *
     * @param most characters; at least one is expected, and one that shows
     */
    public final String text(String field, String value, int most) {
        var stripped = value.strip();
        var text = isShort(stripped, most) ? composed(stripped) : stripped;
        var length = text.codePointCount(0, text.length());
        if (length < 1 || length > most) {
            return wrong(field, length + " characters (expected: 1 to " + most + ")");
        }
        var printable = printable(field, text);
        return printable.isEmpty() || Characters.shows(text)
                ? printable
                : wrong(field, "nothing but invisible characters (expected: at least one that shows)");
    }

    /** Returns the form in which request ids are compared; empty stays empty. */
    public final String requestId(String field, String value) {
        if (value.isEmpty()) {
            return value;
        }
        var id = value.length() > ID_MAX ? "" : value.toLowerCase(Locale.ROOT);
        if (!EntityId.isPossible(id)) {
            return wrong(field, "not a UUID (expected: 8-4-4-4-12 hexadecimal digits, or empty)");
        }
        return id;
    }

    /**
     * Returns an id in lower case. Whether such an entity exists is not checked.
     *
     * @param description of the value, for people
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
     * @throws ApiException INVALID_ARGUMENT with a violation for each wrong field, of many for the first 20
     */
    public final void orThrow() {
        if (violations.isEmpty()) {
            return;
        }
        var message = new StringBuilder("The request is not valid.");
        if (unnamed > 0) {
            message.append(" Of %d wrong fields these are the first %d.".formatted(NAMED_MAX + unnamed, NAMED_MAX));
        }
        violations.forEach(violation -> message.append(' ')
                .append(violation.field())
                .append(": ")
                .append(violation.description())
                .append('.'));
        var error = ApiException.builder(Status.Code.INVALID_ARGUMENT, ErrorReason.INVALID_REQUEST, message.toString());
        violations.forEach(violation -> error.field(violation.field(), violation.description()));
        throw error.build();
    }

    /** Returns whether a text may have so many characters; if not, only linear work may be done on it. */
    protected static boolean isShort(String value, int most) {
        return value.length() <= most * UNITS_PER_CHARACTER;
    }

    /** Returns the composed form, NFC, of a text that {@link #isShort}. */
    protected static String composed(String text) {
        return Normalizer2.getNFCInstance().normalize(text);
    }

    /** Rejects characters that are invisible or misleading: control, unassigned and bidirectional format characters. */
    protected final String printable(String field, String value) {
        var control = Characters.first(value, Characters::isControl);
        if (control.isPresent()) {
            return wrong(
                    field,
                    "has the control character " + Characters.name(control.getAsInt())
                            + " (expected: printable characters)");
        }
        return value;
    }

    /** Records a wrong field and returns the substitute for its value. */
    protected final String wrong(String field, String description) {
        if (violations.size() < NAMED_MAX) {
            violations.add(new Violation(field, Excerpt.of(description, DESCRIPTION_MAX)));
        } else {
            unnamed++;
        }
        return "";
    }
}
