package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.sbr.SplitBrainResolverProvider;
import akka.management.HealthCheckSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultsTest {
    private final Config config = TestNode.config("");

    @Test
    void defaultsOverrideTheLibrariesWhateverTheOrderOfTheClassPath() {
        assertThat(config.getString("akka.actor.provider")).isEqualTo("cluster");
        assertThat(config.getInt("akka.cluster.sharding.number-of-shards")).isEqualTo(100);
        assertThat(config.getStringList("akka.loggers")).containsExactly("akka.event.slf4j.Slf4jLogger");
        assertThat(config.getBoolean("akka.actor.allow-java-serialization")).isFalse();
    }

    @Test
    void aRunningNodeResolvesSplitBrains() {
        try (var node = TestNode.start("")) {
            node.join(node).awaitUp();

            assertThat(node.cluster().downingProvider()).isInstanceOf(SplitBrainResolverProvider.class);
        }
    }

    @Test
    void theActiveEntityLimitReachesThePassivationStrategy() {
        var limited = TestNode.config("shop.cluster.active-entity-limit = 7");

        assertThat(limited.getInt("akka.cluster.sharding.passivation.default-strategy.active-entity-limit"))
                .isEqualTo(7);
    }

    @Test
    void managementServesWhatIsListedHereAndChangesNothingButLogLevels() {
        var http = config.getConfig("akka.management.http");

        assertThat(http.getObject("routes").keySet())
                .containsExactlyInAnyOrder(
                        "health-checks", "cluster-management", "cluster-bootstrap", "metrics", "log-level");
        assertThat(http.getBoolean("route-providers-read-only")).isTrue();
    }

    @Test
    void theNodesOwnCheckIsTheOnlyReadinessCheck() {
        var settings = HealthCheckSettings.create(config.getConfig("akka.management.health-checks"));

        assertThat(settings.getReadinessChecks())
                .extracting(check -> check.name())
                .containsExactly("node");
    }

    @Test
    void aShutdownAtItsSlowestFitsTheGracePeriod() {
        var grace = config.getDuration("shop.cluster.drain.termination-grace-period");

        assertThat(Drain.longest(config)).isBetween(grace.dividedBy(2), grace);
    }

    @Test
    void aCallInFlightMayTakeTheDefaultDeadlineWhileTheNodeDrains() {
        var finishCalls = config.getDuration("akka.coordinated-shutdown.phases.service-requests-done.timeout");

        assertThat(finishCalls.multipliedBy(9).dividedBy(10).minusSeconds(1))
                .isGreaterThan(config.getDuration("shop.grpc.default-deadline"));
    }

    @Test
    void aNodeWhoseJournalIsOwnedElsewhereExitsWithACodeOfItsOwn() {
        var override = ConfigUtil.joinPath(
                "akka", "coordinated-shutdown", "reason-overrides", JournalOwnership.OwnedElsewhere.class.getName());

        assertThat(config.getInt(override + ".exit-code")).isEqualTo(3);
    }

    @Test
    void contactPointsOfTheConfigMethodBecomeEndpointsOfTheService() {
        var points = TestNode.config("shop.discovery.contact-points = \"127.0.0.1:8558, 127.0.0.1:8658\"");

        var endpoints = points.getConfigList("akka.discovery.config.services.user-service.endpoints");
        assertThat(endpoints).extracting(endpoint -> endpoint.getInt("port")).isEqualTo(List.of(8558, 8658));
    }

    @Test
    void servicesOfTheConfigMethodAreFoundByTheirNames() {
        var config = TestNode.config(
                "shop.discovery.services = \"order-service=127.0.0.1:8081, 127.0.0.1:8181; other=127.0.0.1:9\"");

        var services = config.getConfig("akka.discovery.config.services");
        assertThat(services.getConfigList("order-service.endpoints"))
                .extracting(endpoint -> endpoint.getInt("port"))
                .isEqualTo(List.of(8081, 8181));
        assertThat(services.getConfigList("other.endpoints")).hasSize(1);
    }

    @Test
    void onKubernetesPeersComeFromTheApiAndOtherServicesFromDns() {
        var kubernetes = TestNode.config("shop.discovery.method = kubernetes-api");

        assertThat(kubernetes.getString("akka.discovery.method")).isEqualTo("akka-dns");
        assertThat(kubernetes.getString("akka.management.cluster.bootstrap.contact-point-discovery.discovery-method"))
                .isEqualTo("kubernetes-api");
        assertThat(kubernetes.getBoolean("akka.discovery.kubernetes-api.use-raw-ip"))
                .isTrue();
    }

    @Test
    void aNodeWithoutAHostAdvertisesItsOwnAddress() {
        var production = TestNode.config("shop.profile = production, shop.host = \"\"");

        assertThat(production.getString("akka.remote.artery.canonical.hostname"))
                .isNotEmpty();
    }
}
