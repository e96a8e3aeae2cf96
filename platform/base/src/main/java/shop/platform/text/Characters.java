package shop.platform.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/** Kinds of characters (Unicode code points). */
public final class Characters {
    /** Not invisible by their properties, but drawn as nothing: braille blank, musical null notehead, Khitan filler. */
    private static final Set<Integer> BLANK = Set.of(0x2800, 0x1D159, 0x16FE4);

    private Characters() {}

    /**
     * Returns whether text must not contain it: control, unassigned, private and separator characters, halves of
     * surrogate pairs, and those that turn the direction of what follows.
     */
    public static boolean isControl(int character) {
        return switch (UCharacter.getType(character)) {
            case UCharacterCategory.CONTROL,
                    UCharacterCategory.SURROGATE,
                    UCharacterCategory.UNASSIGNED,
                    UCharacterCategory.PRIVATE_USE,
                    UCharacterCategory.LINE_SEPARATOR,
                    UCharacterCategory.PARAGRAPH_SEPARATOR -> true;
            default -> (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
        };
    }

    /**
     * Returns whether it has no shape of its own: joiners, zero-width spaces, fillers, variation selectors, soft
     * hyphens. Some of them belong into text, such as the joiners of Persian words and of emoji; text that has nothing
     * else shows nothing.
     */
    public static boolean isInvisible(int character) {
        return UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || (UCharacter.getType(character) == UCharacterCategory.FORMAT
                        && !UCharacter.hasBinaryProperty(character, UProperty.PREPENDED_CONCATENATION_MARK))
                || BLANK.contains(character);
    }

    /** Returns whether it is any kind of space. */
    public static boolean isSpace(int character) {
        return UCharacter.hasBinaryProperty(character, UProperty.WHITE_SPACE);
    }

    /** Returns whether there is anything to see. */
    public static boolean shows(String text) {
        return text.codePoints().anyMatch(character -> !isInvisible(character) && !isSpace(character));
    }

    /** Returns the first character of this kind. */
    public static OptionalInt first(String text, IntPredicate kind) {
        return text.codePoints().filter(kind).findFirst();
    }

    /** As Unicode writes it, such as {@code U+200B}. */
    public static String name(int character) {
        return "U+%04X".formatted(character);
    }
}
