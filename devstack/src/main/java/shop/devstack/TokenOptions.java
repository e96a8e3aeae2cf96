package shop.devstack;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.commandline.Arguments;

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

    private static final String USAGE = "--role ROLE, --subject ID, --ttl 1h or --help";

    /**
     * @param known roles of the list of services
     * @throws IllegalArgumentException saying what is wrong, for a person at a terminal
     */
    static TokenOptions parse(Set<String> known, List<String> arguments) {
        var line = Arguments.parse(arguments, Set.of(), Set.of("--role", "--subject", "--ttl"), USAGE)
                .withWords(0, USAGE);
        var expected = "one of " + String.join(", ", known) + "; none for a user";
        return new TokenOptions(
                new LinkedHashSet<>(line.values(
                        "--role", expected, role -> Optional.of(role).filter(known::contains))),
                line.value(
                                "--subject",
                                "an id without spaces",
                                id -> Optional.of(id).filter(text -> text.matches("[!-~]{1,255}")))
                        .orElse(DEFAULT_SUBJECT),
                line.duration("--ttl", Duration.ofSeconds(1), "e.g. 90s, 15m, 1h or 7d")
                        .orElse(DEFAULT_LIFETIME));
    }
}
