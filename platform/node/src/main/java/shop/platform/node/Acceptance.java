package shop.platform.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A client's preference for a media type, by its {@code Accept} header (RFC 9110, 12.5.1): of the ranges that cover the
 * type the most specific one counts, with its {@code q}. Parameters of a type other than {@code q} are not compared.
 */
final class Acceptance {
    private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private record Range(String type, double quality) {}

    private final List<Range> ranges;

    private Acceptance(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Reads a header, several of them joined by commas; malformed parts are ignored. */
    static Acceptance of(String accept) {
        return new Acceptance(Arrays.stream(accept.split(","))
                .map(Acceptance::range)
                .filter(range -> !range.type.isEmpty() && range.quality >= 0)
                .toList());
    }

    /** From 0, not acceptable, to 1; 0 also for a type that is not mentioned. */
    double of(String type, String subtype) {
        return quality(type + "/" + subtype, quality(type + "/*", quality("*/*", 0)));
    }

    /** Returns whether the type is mentioned itself, not only by a wildcard. */
    boolean names(String type, String subtype) {
        return quality(type + "/" + subtype, 0) > 0;
    }

    /** Of a type that is there several times, such as in several versions, the best. */
    private double quality(String range, double otherwise) {
        return ranges.stream()
                .filter(candidate -> candidate.type.equals(range))
                .mapToDouble(Range::quality)
                .max()
                .orElse(otherwise);
    }

    private static Range range(String text) {
        var parts = text.split(";");
        var quality = 1.0;
        for (var parameter : Arrays.asList(parts).subList(Math.min(1, parts.length), parts.length)) {
            var pair = parameter.trim().toLowerCase(Locale.ROOT);
            if (pair.startsWith("q=")) {
                var value = pair.substring(2);
                quality = QUALITY.matcher(value).matches() ? Double.parseDouble(value) : -1;
            }
        }
        return new Range(parts.length == 0 ? "" : parts[0].trim().toLowerCase(Locale.ROOT), quality);
    }
}
