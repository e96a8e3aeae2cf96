package shop.platform.tls;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings under {@code shop.tls}; what each means is said in {@code shop-tls.conf}.
 *
 * @param certificate PEM file with this node's certificate, intermediate ones after it
 * @param key PEM file with its private key, not encrypted
 * @param authorities PEM file with the certificates of the authorities that peers are trusted by
 * @param metricsReader name of the service that may read the metrics at the management port; empty: none but the nodes
 */
public record TlsSettings(
        boolean enabled,
        Path certificate,
        Path key,
        Path authorities,
        String metricsReader,
        Duration reloadInterval,
        Duration expiryWarning) {

    public static TlsSettings of(Config root) {
        var tls = root.getConfig("shop.tls");
        return new TlsSettings(
                tls.getBoolean("enabled"),
                Path.of(tls.getString("certificate-file")),
                Path.of(tls.getString("key-file")),
                Path.of(tls.getString("ca-file")),
                tls.getString("metrics-reader"),
                tls.getDuration("reload-interval"),
                tls.getDuration("expiry-warning"));
    }
}
