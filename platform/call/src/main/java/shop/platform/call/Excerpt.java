package shop.platform.call;

/** The beginning of a caller's text, short enough to be sent back. */
public final class Excerpt {

    /** Characters of a value that a message repeats. */
    public static final int MAX_LENGTH = 64;

    private Excerpt() {}

    /** Returns the text, or its first {@value #MAX_LENGTH} characters and a mark that there are more. */
    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** Returns the text, or its first characters and a mark that there are more. */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
