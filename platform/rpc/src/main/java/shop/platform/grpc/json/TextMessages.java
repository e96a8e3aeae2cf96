package shop.platform.grpc.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import shop.platform.call.Excerpt;
import shop.platform.grpc.RequestLimits;

/** Messages that ProtoJSON writes as one string: timestamps, durations and field masks. */
final class TextMessages {

    private static final int MAX_LENGTH = 40;
    private static final Pattern TIMESTAMP = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern DURATION = Pattern.compile("-?[0-9]{1,12}([.][0-9]{1,9})?s");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("+10000-01-01T00:00:00Z");
    private static final long MOST_SECONDS = 315_576_000_000L;
    private static final int NANO_DIGITS = 9;

    private TextMessages() {}

    /** RFC 3339, in the years 1 to 9999. */
    static void timestamp(Message.Builder message, String text) {
        if (text.length() <= MAX_LENGTH && TIMESTAMP.matcher(text).matches()) {
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                if (time.toInstant().compareTo(FIRST) >= 0 && time.toInstant().compareTo(LAST) < 0) {
                    set(message, time.toEpochSecond(), time.getNano());
                    return;
                }
            } catch (DateTimeException e) {
                // Such as the 30th of February.
            }
        }
        throw new ValueException(Excerpt.of(text) + " (expected: a time such as 2026-01-31T12:00:00.5Z)");
    }

    static void duration(Message.Builder message, String text) {
        if (text.length() <= MAX_LENGTH && DURATION.matcher(text).matches()) {
            BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
            if (seconds.abs().compareTo(BigDecimal.valueOf(MOST_SECONDS)) <= 0) {
                long whole = seconds.longValue();
                int nanos = seconds.subtract(BigDecimal.valueOf(whole))
                        .movePointRight(NANO_DIGITS)
                        .intValueExact();
                set(message, whole, nanos);
                return;
            }
        }
        throw new ValueException(Excerpt.of(text) + " (expected: a duration such as 1.5s)");
    }

    /** Names in JSON's spelling, with commas between them. */
    static void fieldMask(Message.Builder message, String text) {
        var paths = message.getDescriptorForType().findFieldByName("paths");
        if (text.isEmpty()) {
            return;
        }
        String[] names = text.split(",", RequestLimits.MAX_ITEMS + 1);
        if (names.length > RequestLimits.MAX_ITEMS) {
            throw new ValueException("more than " + RequestLimits.MAX_ITEMS + " paths (expected: at most "
                    + RequestLimits.MAX_ITEMS + ")");
        }
        for (String name : names) {
            message.addRepeatedField(paths, snake(name));
        }
    }

    private static String snake(String name) {
        var path = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            boolean other = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
            if (!capital && !other) {
                throw new ValueException(Excerpt.of(name) + " (expected: paths such as user.displayName)");
            }
            path.append(capital ? "_" + (char) (c - 'A' + 'a') : String.valueOf(c));
        }
        return path.toString();
    }

    private static void set(Message.Builder message, long seconds, int nanos) {
        Descriptor type = message.getDescriptorForType();
        message.setField(type.findFieldByName("seconds"), seconds);
        message.setField(type.findFieldByName("nanos"), nanos);
    }
}
