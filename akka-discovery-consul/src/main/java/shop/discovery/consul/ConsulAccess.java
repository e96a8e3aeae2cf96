package shop.discovery.consul;

import com.typesafe.config.Config;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import shop.discovery.consul.internal.ConsulSettings;
import shop.discovery.consul.internal.PemTls;

/**
 * How the agent is reached, by the same settings as a node's, for programs that speak to Consul with a client of their
 * own. Needs Akka's settings, not Akka. Safe for use by several threads.
 */
public final class ConsulAccess {
    private final ConsulSettings settings;

    private ConsulAccess(ConsulSettings settings) {
        this.settings = settings;
    }

    /**
     * By the section {@code akka.discovery.akka-consul}.
     *
     * @throws IllegalArgumentException if its settings contradict each other
     */
    public static ConsulAccess of(Config config) {
        return new ConsulAccess(ConsulSettings.from(config.getConfig("akka.discovery.akka-consul")));
    }

    /** Scheme, host and port. */
    public URI agent() {
        var scheme = settings.tls().isPresent() ? "https" : "http";
        return URI.create("%s://%s:%d".formatted(scheme, settings.host(), settings.port()));
    }

    /**
     * Whom to trust and as whom to appear, read from its files now; empty unless TLS is on.
     *
     * @throws IllegalArgumentException if a file cannot be read or is not what it has to be
     */
    public Optional<SSLContext> tls() {
        return settings.tls().map(PemTls::context);
    }

    /**
     * The ACL token as it is now; empty if none is set.
     *
     * @throws ConsulException if its file cannot be read
     */
    public Optional<String> token() {
        return settings.token().read();
    }
}
