package shop.platform.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import shop.platform.tls.Credentials;
import shop.platform.tls.InvalidCredentials;
import shop.platform.tls.TlsSettings;

/**
 * Refuses configurations that are impossible or dangerous before anything starts. Each problem is one line: the setting,
 * its value, what is expected instead, and never a secret.
 */
public final class ConfigurationChecks {
    private static final Set<String> PROFILES = Set.of("dev", "production");
    private static final Set<String> NETWORKS = Set.of("loopback", "private");
    private static final Set<String> DISCOVERY_METHODS = Set.of("akka-consul", "kubernetes-api", "config");
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "shop.tls.certificate-file", "SHOP_TLS_CERTIFICATE_FILE",
            "shop.tls.key-file", "SHOP_TLS_KEY_FILE",
            "shop.tls.ca-file", "SHOP_TLS_CA_FILE"));
    /** In the names of the authorities that deploy/certificates/make makes. */
    private static final String DEVELOPMENT_ONLY = "DEVELOPMENT ONLY";

    private static final String PHASES = "akka.coordinated-shutdown.phases.";

    private final Config config;
    private final List<String> problems = new ArrayList<>();

    private ConfigurationChecks(Config config) {
        this.config = config;
    }

    /** The problems of {@code config}, none if a node may start with it. */
    public static List<String> check(Config config) {
        var checks = new ConfigurationChecks(config);
        checks.all();
        return List.copyOf(checks.problems);
    }

    /** @throws InvalidConfiguration if there is any problem, all of them in one line */
    public static void require(Config config) {
        var problems = check(config);
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(String.join("; ", problems));
        }
    }

    private void all() {
        each(this::profile);
        each(this::service);
        each(this::host);
        each(this::ports);
        each(this::discovery);
        each(this::tls);
        each(new SecurityChecks(config, isDev(), this::refuse)::all);
        each(this::limits);
        each(this::database);
        each(this::messaging);
        each(this::readiness);
        each(this::ownership);
        each(this::shutdown);
    }

    private void each(Runnable check) {
        try {
            check.run();
        } catch (ConfigException e) {
            problems.add(e.getMessage());
        }
    }

    private void profile() {
        var profile = config.getString("shop.profile");
        if (!PROFILES.contains(profile)) {
            refuse("shop.profile", profile, "dev or production");
        }
    }

    private void service() {
        if (config.getString("shop.service.name").isBlank()) {
            refuse("shop.service.name", "empty", "the service's name, in its application.conf");
        }
    }

    private void host() {
        var network = config.getString("shop.dev-network");
        if (!NETWORKS.contains(network)) {
            refuse("shop.dev-network", network, "loopback or private; set SHOP_DEV_NETWORK");
        }
        if (address("shop.host").filter(InetAddress::isAnyLocalAddress).isPresent()) {
            refuse(
                    "shop.host",
                    config.getString("shop.host"),
                    "an address at which peers reach this node; set SHOP_HOST");
        }
        for (var setting : List.of("shop.host", "shop.management.host")) {
            var host = config.getString(setting);
            if (isDev()
                    && !isPrivateNetwork(config)
                    && address(setting).filter(InetAddress::isLoopbackAddress).isEmpty()) {
                refuse(
                        setting,
                        host,
                        "a loopback address in the dev profile, which has no protection; or SHOP_DEV_NETWORK=private"
                                + " where nobody else reaches it; or SHOP_PROFILE=production");
            }
        }
    }

    private Optional<InetAddress> address(String setting) {
        try {
            return Optional.of(InetAddress.getByName(config.getString(setting)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private void ports() {
        port("shop.management.port");
        port("shop.cluster.artery-port");
        if (config.getInt("shop.management.port") == config.getInt("shop.cluster.artery-port")) {
            refuse(
                    "shop.management.port",
                    config.getInt("shop.management.port"),
                    "another port than shop.cluster.artery-port");
        }
    }

    private void port(String setting) {
        var port = config.getInt(setting);
        if (port < 1 || port > 65535) {
            refuse(setting, port, "1 to 65535");
        }
    }

    private void discovery() {
        var method = config.getString("shop.discovery.method");
        if (!DISCOVERY_METHODS.contains(method)) {
            refuse("shop.discovery.method", method, "akka-consul, kubernetes-api or config; set SHOP_DISCOVERY");
        }
        if (config.getBoolean("shop.discovery.standby") && !method.equals("akka-consul")) {
            refuse("shop.discovery.standby", "on", "off, only Consul can keep a node from traffic; unset SHOP_STANDBY");
        }
        var required = config.getInt("shop.cluster.required-contact-points");
        if (required < 1) {
            refuse("shop.cluster.required-contact-points", required, "at least 1; set SHOP_REQUIRED_CONTACT_POINTS");
        }
        if (!isDev() && required == 1) {
            refuse(
                    "shop.cluster.required-contact-points",
                    required,
                    "at least 2 in production, or each node may form a cluster of its own; set SHOP_REQUIRED_CONTACT_POINTS");
        }
        if (method.equals("config")) {
            contactPoints(required);
        }
    }

    private void contactPoints(int required) {
        var count = Endpoint.parse(config.getString("shop.discovery.contact-points"))
                .size();
        if (count < required) {
            refuse(
                    "shop.discovery.contact-points",
                    count + " of them",
                    "at least shop.cluster.required-contact-points = " + required + "; set SHOP_CONTACT_POINTS");
        }
    }

    private void tls() {
        if (config.getBoolean("shop.tls.enabled")) {
            credentials();
        } else if (!isDev()) {
            refuse("shop.tls.enabled", "off", "on, plaintext is for SHOP_PROFILE=dev only; set SHOP_TLS_ENABLED=on");
        }
    }

    private void credentials() {
        positive("shop.tls.reload-interval");
        var missing = FILES.entrySet().stream()
                .filter(file -> config.getString(file.getKey()).isBlank())
                .toList();
        missing.forEach(file -> refuse(file.getKey(), "empty", "a PEM file; set " + file.getValue()));
        if (!missing.isEmpty()) {
            return;
        }
        try {
            credentials(Credentials.load(TlsSettings.of(config)));
        } catch (InvalidCredentials e) {
            problems.add(e.getMessage());
        }
    }

    private void credentials(Credentials loaded) {
        var certificate = config.getString("shop.tls.certificate-file");
        var service = config.getString("shop.service.name");
        if (!service.isBlank() && !loaded.identity().service().equals(service)) {
            refuse(
                    "shop.tls.certificate-file",
                    certificate + " of " + loaded.identity(),
                    "one of " + service + "; set SHOP_TLS_CERTIFICATE_FILE");
        }
        if (!isDev() && loaded.issuer().contains(DEVELOPMENT_ONLY)) {
            refuse(
                    "shop.tls.certificate-file",
                    certificate + " for development",
                    "one for production; set SHOP_TLS_CERTIFICATE_FILE");
        }
    }

    private void limits() {
        atLeastOne("shop.grpc.max-calls-in-flight");
        atLeastOne("shop.grpc.min-calls-in-flight");
        for (var callers : List.of("anonymous", "user", "trusted")) {
            atLeastOne("shop.limits.rate." + callers + ".per-second");
            atLeastOne("shop.limits.rate." + callers + ".burst");
        }
        atLeastOne("shop.limits.rate.most-callers");
    }

    private void database() {
        var url = config.hasPath("shop.database.url") ? config.getString("shop.database.url") : "";
        if (url.isEmpty()) {
            refuse("shop.database.url", "empty", "jdbc:postgresql://host:port/database; set SHOP_DATABASE_URL");
        } else if (!url.startsWith("jdbc:postgresql:")) {
            problems.add(
                    "shop.database.url: not shown (expected: to begin with jdbc:postgresql:; set SHOP_DATABASE_URL)");
        }
    }

    private void messaging() {
        if (config.getString("shop.messaging.bootstrap-servers").isBlank()) {
            refuse(
                    "shop.messaging.bootstrap-servers",
                    "empty",
                    "host:port of Kafka's brokers, with commas between them; set SHOP_KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    private void readiness() {
        positive("shop.cluster.readiness.ping-interval");
        positive("shop.cluster.readiness.ping-timeout");
        positive("shop.cluster.readiness.sharding-timeout");
        atLeastOne("shop.cluster.readiness.failures");
        atLeastOne("shop.cluster.readiness.successes");
        atLeastOne("shop.cluster.active-entity-limit");
        positive("shop.cluster.entity-restart.min-backoff");
        longer("shop.cluster.entity-restart.max-backoff", "shop.cluster.entity-restart.min-backoff");
    }

    private void ownership() {
        positive("shop.cluster.ownership.interval");
        longer("shop.cluster.ownership.grace", "shop.cluster.ownership.interval");
        longer("shop.cluster.ownership.timeout", "shop.cluster.ownership.grace");
    }

    private void shutdown() {
        longer(PHASES + "shop-drain-delay.timeout", "shop.cluster.drain.delay");
        longer(PHASES + "cluster-sharding-shutdown-region.timeout", "akka.cluster.sharding.handoff-timeout");

        var sum = Drain.longest(config);
        if (sum.compareTo(config.getDuration("shop.cluster.drain.termination-grace-period")) > 0) {
            refuse(
                    "shop.cluster.drain.termination-grace-period",
                    text("shop.cluster.drain.termination-grace-period"),
                    "at least the sum of all phases of akka.coordinated-shutdown, " + sum.toSeconds() + "s");
        }
    }

    private void positive(String setting) {
        if (config.getDuration(setting).compareTo(Duration.ZERO) <= 0) {
            refuse(setting, text(setting), "longer than 0s");
        }
    }

    private void longer(String setting, String than) {
        if (config.getDuration(setting).compareTo(config.getDuration(than)) <= 0) {
            refuse(setting, text(setting), "longer than " + than + " = " + text(than));
        }
    }

    private void atLeastOne(String setting) {
        if (config.getInt(setting) < 1) {
            refuse(setting, config.getInt(setting), "at least 1");
        }
    }

    private String text(String setting) {
        return config.getValue(setting).unwrapped().toString();
    }

    static boolean isPrivateNetwork(Config config) {
        return config.getString("shop.dev-network").equals("private");
    }

    private boolean isDev() {
        return config.getString("shop.profile").equals("dev");
    }

    private void refuse(String setting, Object value, String expected) {
        problems.add(setting + ": " + value + " (expected: " + expected + ")");
    }
}
