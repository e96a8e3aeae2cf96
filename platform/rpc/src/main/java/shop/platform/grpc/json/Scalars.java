package shop.platform.grpc.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Base64;
import shop.platform.call.Excerpt;

/**
 * Values of scalar and enum fields by the grammar of ProtoJSON, from the text in a JSON string or number, in a path or
 * in a query.
 *
 * @see <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON</a>
 */
final class Scalars {

    private static final int MAX_NAME = 200;

    private Scalars() {}

    /**
     * Returns the value of a field.
     *
     * @param text the text between the quotes, or the number
     * @throws ValueException when it does not fit the field
     */
    static Object of(FieldDescriptor field, String text) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> Numbers.int32(text);
            case INT64, SINT64, SFIXED64 -> Numbers.int64(text);
            case UINT32, FIXED32 -> Numbers.uint32(text);
            case UINT64, FIXED64 -> Numbers.uint64(text);
            case FLOAT -> Numbers.real32(text);
            case DOUBLE -> Numbers.real64(text);
            case BOOL -> bool(text);
            case STRING -> string(text);
            case BYTES -> bytes(text);
            case ENUM -> constant(field, text);
            case MESSAGE, GROUP -> throw new IllegalArgumentException("field: " + field + " (expected: a scalar)");
        };
    }

    /** A text with half of a surrogate pair would be stored as another text. */
    static String string(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.isLowSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new ValueException("half of a surrogate pair (expected: Unicode text)");
                }
                i++;
            }
        }
        return text;
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw misfit(text, "true or false");
        };
    }

    /** Either alphabet, with padding or without. */
    private static ByteString bytes(String text) {
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            return ByteString.copyFrom(bytes);
        } catch (IllegalArgumentException e) {
            throw misfit(text, "base64");
        }
    }

    /** Returns the constant of this name; a number in quotes is none. */
    static EnumValueDescriptor named(FieldDescriptor field, String name) {
        EnumDescriptor type = field.getEnumType();
        EnumValueDescriptor constant = name.length() > MAX_NAME ? null : type.findValueByName(name);
        if (constant == null) {
            throw misfit(name, "a value of " + type.getName());
        }
        return constant;
    }

    private static EnumValueDescriptor constant(FieldDescriptor field, String text) {
        boolean number = !text.isEmpty() && (text.charAt(0) == '-' || Numbers.isDigit(text.charAt(0)));
        return number ? numbered(field, text) : named(field, text);
    }

    /** For an open enum, other releases may know more values. */
    private static EnumValueDescriptor numbered(FieldDescriptor field, String text) {
        EnumDescriptor type = field.getEnumType();
        int number = Numbers.int32(text);
        EnumValueDescriptor constant = field.legacyEnumFieldTreatedAsClosed()
                ? type.findValueByNumber(number)
                : type.findValueByNumberCreatingIfUnknown(number);
        if (constant == null) {
            throw misfit(text, "a value of " + type.getName());
        }
        return constant;
    }

    private static ValueException misfit(String text, String expected) {
        return new ValueException(Excerpt.of(text) + " (expected: " + expected + ")");
    }
}
