package shop.platform.grpc.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import shop.platform.call.Excerpt;

/**
 * Numbers by the grammar of JSON: ASCII digits, no plus sign, no leading zero, no white space. Their length is checked before
 * they are parsed, because the time to parse a number grows with the square of its length.
 */
final class Numbers {

    /** No valid number of a field needs more. */
    static final int MAX_LENGTH = 40;

    private static final int LONG_DIGITS = 18;
    private static final int UINT64_DIGITS = 20;

    private static final BigInteger INT32_MIN = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger INT32_MAX = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger UINT32_MAX = BigInteger.valueOf(0xFFFF_FFFFL);
    private static final BigInteger UINT64_MAX =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private Numbers() {}

    static int int32(String text) {
        return (int) integer(text, INT32_MIN, INT32_MAX);
    }

    static long int64(String text) {
        return integer(text, INT64_MIN, INT64_MAX);
    }

    /** As Java keeps it: the upper half is negative. */
    static int uint32(String text) {
        return (int) integer(text, BigInteger.ZERO, UINT32_MAX);
    }

    /** As Java keeps it: the upper half is negative. */
    static long uint64(String text) {
        return integer(text, BigInteger.ZERO, UINT64_MAX);
    }

    static double real64(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                double value = Double.parseDouble(number(text));
                if (Double.isInfinite(value)) {
                    throw misfit(text, "a number of 64 bits");
                }
                yield value;
            }
        };
    }

    static float real32(String text) {
        double value = real64(text);
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw misfit(text, "a number of 32 bits");
        }
        return narrow;
    }

    private static long integer(String text, BigInteger least, BigInteger most) {
        String number = number(text);
        BigInteger value = number.length() <= LONG_DIGITS && isPlain(number)
                ? BigInteger.valueOf(Long.parseLong(number))
                : exact(number, least, most);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw misfit(text, whole(least, most));
        }
        return value.longValue();
    }

    /** An exponent makes a short text a number with billions of digits, which must never be written out. */
    private static BigInteger exact(String number, BigInteger least, BigInteger most) {
        try {
            BigDecimal value = new BigDecimal(number);
            long digits = (long) value.precision() - value.scale();
            if (value.signum() == 0) {
                return BigInteger.ZERO;
            }
            if (digits > 0 && digits <= UINT64_DIGITS) {
                return value.toBigIntegerExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // A fraction, or an exponent that is far too large.
        }
        throw misfit(number, whole(least, most));
    }

    private static String number(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ValueException(
                    "a number of " + text.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        if (!isNumber(text)) {
            throw misfit(text, "a number");
        }
        return text;
    }

    private static boolean isPlain(String number) {
        return number.chars().skip(number.charAt(0) == '-' ? 1 : 0).allMatch(Numbers::isDigit);
    }

    /** {@code -? (0 | [1-9] [0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?} */
    private static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, at);
        if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
            return false;
        }
        at = whole;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            boolean signed = at + 1 < text.length() && (text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-');
            int begin = at + (signed ? 2 : 1);
            int exponent = digits(text, begin);
            if (exponent == begin) {
                return false;
            }
            at = exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static String whole(BigInteger least, BigInteger most) {
        return "a whole number from " + least + " to " + most;
    }

    private static ValueException misfit(String text, String expected) {
        return new ValueException(Excerpt.of(text) + " (expected: " + expected + ")");
    }
}
