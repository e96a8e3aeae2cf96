package shop.platform.security;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The settings under {@code shop.security.tokens}; {@code shop-security.conf} explains each.
 *
 * @param issuer that must have made a token
 * @param audience for which a token must have been made: one of these
 * @param algorithms by which a token may be signed, by their names in RFC 7518
 * @param clockSkew by which the issuer's clock may differ from ours, whole seconds
 * @param rolesClaim with the list of roles
 * @param jwksUrl where the issuer's keys are
 * @param jwksFile where the issuer's keys are; the URL has precedence
 * @param jwksAuthorities PEM file with the authorities of the issuer's certificate; empty: the system's
 * @param refreshInterval between regular fetches of the keys
 * @param minRefreshPause between fetches that tokens with unknown keys cause
 * @param fetchTimeout of one fetch
 */
record TokenSettings(
        String issuer,
        Set<String> audience,
        Set<String> algorithms,
        Duration clockSkew,
        String rolesClaim,
        Optional<String> jwksUrl,
        Optional<String> jwksFile,
        Optional<String> jwksAuthorities,
        Duration refreshInterval,
        Duration minRefreshPause,
        Duration fetchTimeout) {

    static TokenSettings of(Config root) {
        Config tokens = root.getConfig("shop.security.tokens");
        return new TokenSettings(
                tokens.getString("issuer"),
                words(tokens.getString("audience")),
                words(tokens.getString("algorithms")),
                tokens.getDuration("clock-skew"),
                tokens.getString("roles-claim"),
                present(tokens.getString("jwks-url")),
                present(tokens.getString("jwks-file")),
                present(tokens.getString("jwks-ca-file")),
                tokens.getDuration("refresh-interval"),
                tokens.getDuration("min-refresh-pause"),
                tokens.getDuration("fetch-timeout"));
    }

    private static Set<String> words(String text) {
        return new LinkedHashSet<>(Arrays.asList(text.trim().split("\\s+")));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(value -> !value.isBlank());
    }
}
