package shop.platform.security;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;
import shop.platform.tls.Authorities;

/** Refuses settings under {@code shop.security} with which callers would not be who they are taken for. */
public final class SecurityCheck implements ConfigurationCheck {
    private static final Set<String> MODES = Set.of("enforced", "open");
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);
    /** Of the tokens that ./run token makes. */
    private static final String DEVELOPMENT_ISSUER = "shop-development";

    @Override
    public void check(CheckedConfig checked) {
        new Checking(checked).all();
    }

    /** One configuration that is looked at. */
    private record Checking(CheckedConfig checked) {
        void all() {
            var mode = text("mode");
            if (!MODES.contains(mode)) {
                refuse("mode", mode, "enforced or open; set SHOP_SECURITY_MODE");
            } else if (mode.equals("open")) {
                open();
            } else {
                enforced();
            }
            tokens();
        }

        private void open() {
            if (!checked.isDev()) {
                refuse("mode", "open", "enforced outside the dev profile, with SHOP_JWKS_URL and SHOP_JWT_ISSUER");
                return;
            }
            var host = checked.config().getString("shop.grpc.host");
            if (!checked.isPrivateNetwork() && !isLoopback(host)) {
                checked.refuse(
                        "shop.grpc.host",
                        host.isEmpty() ? "empty" : host,
                        "a loopback address while shop.security.mode is open; set SHOP_HOST=127.0.0.1");
            }
        }

        private void enforced() {
            var url = text("tokens.jwks-url");
            var file = text("tokens.jwks-file");
            if (url.isBlank() && file.isBlank()) {
                refuse("tokens.jwks-url", "empty", "where the issuer's keys are; set SHOP_JWKS_URL, or SHOP_JWKS_FILE");
            } else if (!url.isBlank()) {
                url(url);
                authorities(text("tokens.jwks-ca-file"));
            } else if (!Files.isReadable(Path.of(file))) {
                refuse("tokens.jwks-file", file, "a file that this user may read; set SHOP_JWKS_FILE");
            }
            var issuer = text("tokens.issuer");
            if (issuer.isBlank()) {
                refuse("tokens.issuer", "empty", "the issuer's name as in the claim iss; set SHOP_JWT_ISSUER");
            } else if (issuer.equals(DEVELOPMENT_ISSUER) && !checked.isDev()) {
                refuse("tokens.issuer", issuer, "an issuer for production; set SHOP_JWT_ISSUER");
            }
            if (text("tokens.audience").isBlank()) {
                refuse(
                        "tokens.audience",
                        "empty",
                        "what tokens are made for, as in the claim aud; set SHOP_JWT_AUDIENCE");
            }
        }

        private void url(String text) {
            var scheme = scheme(text);
            if (!scheme.equals("https") && !(checked.isDev() && scheme.equals("http"))) {
                refuse("tokens.jwks-url", text, "an https URL; set SHOP_JWKS_URL");
            }
        }

        private void authorities(String file) {
            if (!file.isBlank() && !Authorities.areIn(Path.of(file))) {
                refuse(
                        "tokens.jwks-ca-file",
                        file,
                        "a PEM file with certificates; set SHOP_JWKS_CA_FILE, or leave it empty");
            }
        }

        private void tokens() {
            for (var algorithm : text("tokens.algorithms").trim().split("\\s+")) {
                if (!ALGORITHMS.contains(algorithm)) {
                    refuse(
                            "tokens.algorithms",
                            algorithm,
                            "some of RS256 … ES512, with spaces; set SHOP_JWT_ALGORITHMS");
                }
            }
            var skew = checked.config().getDuration("shop.security.tokens.clock-skew");
            if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
                refuse("tokens.clock-skew", text("tokens.clock-skew"), "0s to 5m; set SHOP_JWT_CLOCK_SKEW");
            }
            for (var setting : Set.of("refresh-interval", "min-refresh-pause", "fetch-timeout")) {
                if (checked.config()
                                .getDuration("shop.security.tokens." + setting)
                                .toMillis()
                        <= 0) {
                    refuse("tokens." + setting, text("tokens." + setting), "longer than 0s");
                }
            }
        }

        private static String scheme(String url) {
            try {
                return String.valueOf(URI.create(url).getScheme());
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private static boolean isLoopback(String host) {
            try {
                return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        private String text(String setting) {
            return checked.config().getString("shop.security." + setting);
        }

        private void refuse(String setting, Object value, String expected) {
            checked.refuse("shop.security." + setting, value, expected);
        }
    }
}
