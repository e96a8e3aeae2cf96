package shop.platform.cluster;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/**
 * Rejects invalid or dangerous configurations before anything starts: by the node's own checks, and by each {@link
 * ConfigurationCheck} of its modules.
 */
public final class ConfigurationChecks {
    private static final Set<String> PROFILES = Set.of("dev", "production");
    private static final Set<String> NETWORKS = Set.of("loopback", "private");
    private static final Set<String> DISCOVERY_METHODS = Set.of("akka-consul", "kubernetes-api", "config");
    private static final String PHASES = "akka.coordinated-shutdown.phases.";

    private final Config config;
    private final CheckedConfig checked;

    private ConfigurationChecks(Config config) {
        this.config = config;
        checked = new CheckedConfig(config);
    }

    /** Returns the problems of {@code config}, none if a node may start with it. */
    public static List<String> check(Config config) {
        var checks = new ConfigurationChecks(config);
        checks.all();
        return checks.checked.problems();
    }

    /** @throws InvalidConfiguration if there is any problem, all of them in one line */
    public static void require(Config config) {
        var problems = check(config);
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(String.join("; ", problems));
        }
    }

    private void all() {
        List.<Runnable>of(
                        this::profile,
                        this::service,
                        this::host,
                        this::ports,
                        this::discovery,
                        this::readiness,
                        this::ownership,
                        this::shutdown)
                .forEach(own -> checked.check(config -> own.run()));
        ConfigurationCheck.ofModules(getClass().getClassLoader()).forEach(checked::check);
    }

    private void profile() {
        var profile = config.getString("shop.profile");
        if (!PROFILES.contains(profile)) {
            checked.refuse("shop.profile", profile, "dev or production");
        }
    }

    private void service() {
        if (config.getString("shop.service.name").isBlank()) {
            checked.refuse("shop.service.name", "empty", "the service's name, in its application.conf");
        }
    }

    private void host() {
        var network = config.getString("shop.dev-network");
        if (!NETWORKS.contains(network)) {
            checked.refuse("shop.dev-network", network, "loopback or private; set SHOP_DEV_NETWORK");
        }
        if (address("shop.host").filter(InetAddress::isAnyLocalAddress).isPresent()) {
            checked.refuse(
                    "shop.host",
                    config.getString("shop.host"),
                    "an address at which peers reach this node; set SHOP_HOST");
        }
        for (var setting : List.of("shop.host", "shop.management.host")) {
            var host = config.getString(setting);
            if (checked.isDev()
                    && !checked.isPrivateNetwork()
                    && address(setting).filter(InetAddress::isLoopbackAddress).isEmpty()) {
                checked.refuse(
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
            checked.refuse(
                    "shop.management.port",
                    config.getInt("shop.management.port"),
                    "another port than shop.cluster.artery-port");
        }
    }

    private void port(String setting) {
        var port = config.getInt(setting);
        if (port < 1 || port > 65535) {
            checked.refuse(setting, port, "1 to 65535");
        }
    }

    private void discovery() {
        var method = config.getString("shop.discovery.method");
        if (!DISCOVERY_METHODS.contains(method)) {
            checked.refuse(
                    "shop.discovery.method", method, "akka-consul, kubernetes-api or config; set SHOP_DISCOVERY");
        }
        if (config.getBoolean("shop.discovery.standby") && !method.equals("akka-consul")) {
            checked.refuse(
                    "shop.discovery.standby",
                    "on",
                    "off, only Consul can keep a node from traffic; unset SHOP_STANDBY");
        }
        var required = config.getInt("shop.cluster.required-contact-points");
        if (required < 1) {
            checked.refuse(
                    "shop.cluster.required-contact-points", required, "at least 1; set SHOP_REQUIRED_CONTACT_POINTS");
        }
        if (!checked.isDev() && required == 1) {
            checked.refuse(
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
            checked.refuse(
                    "shop.discovery.contact-points",
                    count + " of them",
                    "at least shop.cluster.required-contact-points = " + required + "; set SHOP_CONTACT_POINTS");
        }
    }

    private void readiness() {
        checked.positive("shop.cluster.readiness.ping-interval");
        checked.positive("shop.cluster.readiness.ping-timeout");
        checked.positive("shop.cluster.readiness.sharding-timeout");
        checked.atLeastOne("shop.cluster.readiness.failures");
        checked.atLeastOne("shop.cluster.readiness.successes");
        checked.atLeastOne("shop.cluster.active-entity-limit");
        checked.positive("shop.cluster.entity-restart.min-backoff");
        checked.longer("shop.cluster.entity-restart.max-backoff", "shop.cluster.entity-restart.min-backoff");
    }

    private void ownership() {
        checked.positive("shop.cluster.ownership.interval");
        checked.longer("shop.cluster.ownership.grace", "shop.cluster.ownership.interval");
        checked.longer("shop.cluster.ownership.timeout", "shop.cluster.ownership.grace");
    }

    private void shutdown() {
        checked.longer(PHASES + "shop-drain-delay.timeout", "shop.cluster.drain.delay");
        checked.longer(PHASES + "cluster-sharding-shutdown-region.timeout", "akka.cluster.sharding.handoff-timeout");

        var sum = Drain.longest(config);
        if (sum.compareTo(config.getDuration("shop.cluster.drain.termination-grace-period")) > 0) {
            checked.refuse(
                    "shop.cluster.drain.termination-grace-period",
                    checked.text("shop.cluster.drain.termination-grace-period"),
                    "at least the sum of all phases of akka.coordinated-shutdown, " + sum.toSeconds() + "s");
        }
    }
}
