package shop.devstack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code ./run token} was asked for.
 *
 * @param roles in the token, none for a user of the shop
 * @param subject for a user of the shop, the user's id
 * @param lifetime of the token
 */
record TokenOptions(Set<String> roles, String subject, Duration lifetime) {
    static final String DEFAULT_SUBJECT = "developer";
    static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    private static final Pattern LIFETIME = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

    /**
     * @param known roles of the list of services
     * @throws IllegalArgumentException saying what is wrong, for a person at a terminal
     */
    static TokenOptions parse(Set<String> known, List<String> arguments) {
        var roles = new LinkedHashSet<String>();
        var subject = DEFAULT_SUBJECT;
        var lifetime = DEFAULT_LIFETIME;
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var option = rest.pop();
            switch (option) {
                case "--role" -> roles.add(role(known, rest.poll()));
                case "--subject" -> subject = subject(rest.poll());
                case "--ttl" -> lifetime = lifetime(rest.poll());
                default ->
                    throw new IllegalArgumentException(
                            "option: " + option + " (expected: --role ROLE, --subject ID, --ttl 1h or --help)");
            }
        }
        return new TokenOptions(roles, subject, lifetime);
    }

    private static String role(Set<String> known, String value) {
        if (value == null || !known.contains(value)) {
            throw new IllegalArgumentException(
                    "--role: " + value + " (expected: one of " + String.join(", ", known) + "; none for a user)");
        }
        return value;
    }

    private static String subject(String value) {
        if (value == null || !value.matches("[!-~]{1,255}")) {
            throw new IllegalArgumentException("--subject: " + value + " (expected: an id without spaces)");
        }
        return value;
    }

    private static Duration lifetime(String value) {
        var matcher = LIFETIME.matcher(String.valueOf(value));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--ttl: " + value + " (expected: e.g. 90s, 15m, 1h or 7d)");
        }
        var count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
