package shop.discovery.consul.internal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The section {@code akka.discovery.akka-consul}, read once; reference.conf explains each setting. */
public record ConsulSettings(
        String host,
        int port,
        Token token,
        Optional<TlsFiles> tls,
        Optional<String> datacenter,
        Set<String> portNamesIncludingWarning,
        Duration requestTimeout,
        Duration watchWait,
        Duration watchMinInterval,
        int maxWatches,
        Duration registrationCheckInterval,
        Backoff backoff) {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** PEM files; no CA means the JVM's own trust store, no identity means no client certificate. */
    public record TlsFiles(Optional<Path> ca, Optional<Identity> identity) {}

    /** A certificate chain and its PKCS#8 RSA key, both PEM. */
    public record Identity(Path certificate, Path key) {}

    public ConsulSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("consul-host: '' (expected: a host name or an address)");
        }
        requirePositive("request-timeout", requestTimeout);
        requirePositive("watch.min-interval", watchMinInterval);
        requirePositive("registration.check-interval", registrationCheckInterval);
        requirePositive("watch.wait", watchWait);
        if (watchWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "watch.wait: " + watchWait + " (expected: at most " + LONGEST_WAIT + ")");
        }
        if (maxWatches < 1) {
            throw new IllegalArgumentException("watch.max-watches: " + maxWatches + " (expected: > 0)");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    public static ConsulSettings from(Config config) {
        return new ConsulSettings(
                config.getString("consul-host"),
                config.getInt("consul-port"),
                Token.of(text(config, "token"), text(config, "token-file").map(Path::of)),
                tls(config.getConfig("tls")),
                text(config, "datacenter"),
                Set.copyOf(config.getStringList("port-names-including-warning")),
                config.getDuration("request-timeout"),
                config.getDuration("watch.wait"),
                config.getDuration("watch.min-interval"),
                config.getInt("watch.max-watches"),
                config.getDuration("registration.check-interval"),
                new Backoff(config.getDuration("backoff.min"), config.getDuration("backoff.max")));
    }

    private static Optional<TlsFiles> tls(Config config) {
        if (!config.getBoolean("enabled")) {
            return Optional.empty();
        }
        var certificate = text(config, "certificate-file").map(Path::of);
        var key = text(config, "key-file").map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tls.certificate-file and tls.key-file (expected: both or neither)");
        }
        var identity = certificate.map(file -> new Identity(file, key.orElseThrow()));
        return Optional.of(new TlsFiles(text(config, "ca-file").map(Path::of), identity));
    }

    private static Optional<String> text(Config config, String path) {
        return Optional.of(config.getString(path)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
