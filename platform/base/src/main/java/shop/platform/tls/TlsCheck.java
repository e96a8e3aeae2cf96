package shop.platform.tls;

import java.util.Map;
import java.util.TreeMap;
import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses plaintext outside the dev profile, and credentials that are not this service's or not for production. */
public final class TlsCheck implements ConfigurationCheck {
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "shop.tls.certificate-file", "SHOP_TLS_CERTIFICATE_FILE",
            "shop.tls.key-file", "SHOP_TLS_KEY_FILE",
            "shop.tls.ca-file", "SHOP_TLS_CA_FILE"));
    /** In the names of the authorities that deploy/certificates/make makes. */
    private static final String DEVELOPMENT_ONLY = "DEVELOPMENT ONLY";

    @Override
    public void check(CheckedConfig checked) {
        if (checked.config().getBoolean("shop.tls.enabled")) {
            credentials(checked);
        } else if (!checked.isDev()) {
            checked.refuse(
                    "shop.tls.enabled", "off", "on, plaintext is for SHOP_PROFILE=dev only; set SHOP_TLS_ENABLED=on");
        }
    }

    private static void credentials(CheckedConfig checked) {
        checked.positive("shop.tls.reload-interval");
        var missing = FILES.entrySet().stream()
                .filter(file -> checked.config().getString(file.getKey()).isBlank())
                .toList();
        missing.forEach(file -> checked.refuse(file.getKey(), "empty", "a PEM file; set " + file.getValue()));
        if (!missing.isEmpty()) {
            return;
        }
        try {
            credentials(checked, Credentials.load(TlsSettings.of(checked.config())));
        } catch (InvalidCredentials e) {
            checked.problem(e.getMessage());
        }
    }

    private static void credentials(CheckedConfig checked, Credentials loaded) {
        var certificate = checked.config().getString("shop.tls.certificate-file");
        var service = checked.config().getString("shop.service.name");
        if (!service.isBlank() && !loaded.identity().service().equals(service)) {
            checked.refuse(
                    "shop.tls.certificate-file",
                    certificate + " of " + loaded.identity(),
                    "one of " + service + "; set SHOP_TLS_CERTIFICATE_FILE");
        }
        if (!checked.isDev() && loaded.issuer().contains(DEVELOPMENT_ONLY)) {
            checked.refuse(
                    "shop.tls.certificate-file",
                    certificate + " for development",
                    "one for production; set SHOP_TLS_CERTIFICATE_FILE");
        }
    }
}
