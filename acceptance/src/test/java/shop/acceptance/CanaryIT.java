package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.Deployment;
import shop.devstack.Devstack;
import shop.devstack.PrometheusServer;
import shop.devstack.Release;
import shop.devstack.ServiceNode;
import shop.rollout.CanaryCommand;
import shop.rollout.Consul;

/**
 * Of user-service. Its callers are nodes of order-service, which ask it about the user of each order over a channel that
 * follows the weights at Consul; what it gets wrong costs no order, since the replica answers then.
 */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class CanaryIT {
    private static final String SERVICE = "user-service";
    private static final Path CONFIGURATION = Path.of("..", "deploy", "canary", "prometheus.yml");
    private static final String JOB = "  - job_name: shop\n";
    private static final int LOADS = 3;
    /** By {@code -Dlong=true}; without it, a good canary takes one step only. */
    private static final boolean LONG = Boolean.getBoolean("long");

    @TempDir
    static Path folder;

    private static PrometheusServer prometheus;
    private static ScrapeTargets targets;

    @BeforeAll
    static void prometheus(Devstack stack) throws IOException {
        assumeTrue(stack.consul().isPresent(), "no Consul binary on this machine");
        assumeTrue(PrometheusServer.available(), "no Prometheus binary on this machine");
        targets = new ScrapeTargets(SERVICE, folder.resolve("targets.json"));
        targets.write(stack);
        prometheus = PrometheusServer.start(targets.inPlaceOfConsul(Files.readString(CONFIGURATION))
                .replace("scrape_interval: 5s", "scrape_interval: 1s")
                .replace(JOB, JOB + settings(stack)));
    }

    private static String settings(Devstack stack) {
        return Access.of(stack).scrapeSettings().stream()
                .map("    %s%n"::formatted)
                .collect(Collectors.joining());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void aCanaryThatFailsOneCallInTwentyIsRolledBackWithinTwoMinutesAndCostsNoOrder(Devstack stack, ClusterState state)
            throws IOException {
        var stable = state.passing();
        var version = SharedSystem.nextVersion();
        try (var node = canary(stack, Deployment.of(Release.ofTest("shop.user.FaultyMain"), version));
                var ordering = new Ordering(stack);
                var loads = OrderLoads.startWarm(ordering, LOADS)) {
            var begun = Instant.now();

            assertThat(lead(stack, version, "25%,50%")).isEqualTo(1);

            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(2));
            assertThat(state.passing()).isEqualTo(stable);
            assertThat(Served.by(Access.of(stack), List.of(node), Rpc.GET_USER)).isPositive();
            loads.assertNoneFailed();
        }
        state.awaitWhole();
    }

    @Test
    void aGoodCanaryIsPromoted(Devstack stack, ClusterState state) throws IOException {
        var version = SharedSystem.nextVersion();
        try (var node = canary(stack, Deployment.of(version));
                var ordering = new Ordering(stack);
                var loads = OrderLoads.startWarm(ordering, LOADS)) {
            assertThat(lead(stack, version, LONG ? "25%,50%" : "25%")).isZero();

            assertThat(state.passing()).contains(node.port()).hasSize(4);
            loads.assertNoneFailed();
        }
        state.awaitWhole();
    }

    private static ServiceNode canary(Devstack stack, Deployment deployment) throws IOException {
        var node = stack.addition(SERVICE, "user-service-canary");
        node.deploy(deployment.with("SHOP_STANDBY", "on"));
        node.launch();
        node.awaitReady(Devstack.DEFAULT_READY_BOUND);
        targets.write(stack);
        return node;
    }

    /** What an operator types, as {@code deploy/canary/canary} runs it. The machine is slow, its calls are not the canary's fault. */
    private static int lead(Devstack stack, String version, String steps) {
        var consul =
                URI.create("http://127.0.0.1:" + stack.consul().orElseThrow().port());
        var words = "%s %s --steps %s --margin 2%% --slow 10.0 --warm-up 20s --patience 5m --prometheus %s"
                .formatted(SERVICE, version, steps, prometheus.uri());
        return CanaryCommand.run(List.of(words.split(" ")), new Consul(consul));
    }
}
