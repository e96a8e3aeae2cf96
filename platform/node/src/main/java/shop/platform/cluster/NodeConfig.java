package shop.platform.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration of a node: derived settings, over system properties, over the service's
 * {@code application.conf}, over the profile's {@code shop-<profile>.conf}, over {@code reference.conf}.
 */
public final class NodeConfig {
    /** Persistence plugins, each with the path of its fallback. */
    private static final Map<String, String> PLUGINS = Map.of(
            "jdbc-journal", "akka.persistence.journal-plugin-fallback",
            "jdbc-snapshot-store", "akka.persistence.snapshot-store-plugin-fallback");

    private static final ConfigValue SEAL = ConfigValueFactory.fromAnyRef("sealed");

    private NodeConfig() {}

    /**
     * Loads, completes and checks the configuration of this process.
     *
     * @throws InvalidConfiguration with one line that says what to change
     */
    public static Config load() {
        return load(ConfigFactory.defaultApplication());
    }

    /** As {@link #load()}, for {@code main}: a problem ends the JVM with its line on standard error and exit code 1. */
    public static Config loadOrExit() {
        try {
            return load();
        } catch (InvalidConfiguration e) {
            System.err.println(e.getMessage());
            System.exit(1);
            throw e;
        }
    }

    /** As {@link #load()}, with {@code application} in place of {@code application.conf}. It may be unresolved. */
    public static Config load(Config application) {
        var config = complete(application);
        ConfigurationChecks.require(config);
        return config;
    }

    /** Loads and completes without checking. */
    static Config complete(Config application) {
        return InvalidConfiguration.translate(() -> {
            var profile = ConfigFactory.load(application).getString("shop.profile");
            var layered = application.withFallback(
                    ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), "shop-" + profile + ".conf"));
            var derived = derive(ConfigFactory.load(layered));
            return sealPlugins(ConfigFactory.load(derived.withFallback(layered)));
        });
    }

    /**
     * Akka merges a persistence plugin's settings with their fallback each time an entity starts, which is an eighth of
     * the cost of a start. Here they are merged once and sealed: an object that was merged with a value that is not an
     * object takes nothing from further fallbacks.
     */
    private static Config sealPlugins(Config config) {
        var sealed = config;
        for (var plugin : PLUGINS.entrySet()) {
            if (config.hasPath(plugin.getKey())) {
                var merged = config.getConfig(plugin.getKey()).withFallback(config.getConfig(plugin.getValue()));
                sealed = sealed.withValue(plugin.getKey(), merged.root().withFallback(SEAL));
            }
        }
        return sealed;
    }

    private static Config derive(Config config) {
        var derived = new HashMap<String, Object>();
        if (config.getString("shop.host").isEmpty()) {
            derived.put("shop.host", ownAddress());
        }
        if (config.getBoolean("shop.tls.enabled")) {
            derived.put("akka.remote.artery.transport", "tls-tcp");
            derived.put("akka.remote.artery.ssl.ssl-engine-provider", ArteryEngines.class.getName());
        }
        switch (config.getString("shop.discovery.method")) {
            case "config" -> derived.putAll(endpoints(config));
            // Pods of this service come from the API, but other services from DNS: no rights in their namespaces
            // needed.
            case "kubernetes-api" -> derived.put("akka.discovery.method", "akka-dns");
            default -> {}
        }
        return ConfigFactory.parseMap(derived, "derived from other settings");
    }

    /** Peers of this service by their management ports, and instances of others by their gRPC ports. */
    private static Map<String, Object> endpoints(Config config) {
        var services = new HashMap<>(Endpoint.parseServices(config.getString("shop.discovery.services")));
        services.put(
                config.getString("shop.service.name"),
                Endpoint.parse(config.getString("shop.discovery.contact-points")));
        var derived = new HashMap<String, Object>();
        services.forEach((service, endpoints) -> derived.put(
                ConfigUtil.joinPath("akka", "discovery", "config", "services", service, "endpoints"),
                endpoints.stream()
                        .map(endpoint -> Map.of("host", endpoint.host(), "port", endpoint.port()))
                        .toList()));
        return derived;
    }

    private static String ownAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(
                    "shop.host: empty (expected: an address; the host does not know its own)", e);
        }
    }
}
