package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.devstack.DevelopmentCertificates;
import shop.platform.cluster.InvalidConfiguration;
import shop.platform.cluster.NodeConfig;

/** A node with the configuration that the manifests give it. */
@EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
class ConfigurationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void aNodeOfTheDevOverlayStarts(String service) throws IOException {
        assertThatCode(() -> load("overlays/dev", service, Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void aPortForwardReachesWhatPeersReachAtThePodsAddress(String service) throws IOException {
        var config = load("overlays/dev", service, Map.of());

        assertThat(config.getString("shop.grpc.host")).isEqualTo("0.0.0.0");
        assertThat(config.getString("akka.management.http.bind-hostname")).isEqualTo("0.0.0.0");
        assertThat(config.getString("akka.management.http.hostname")).isEqualTo("10.1.2.3");
        assertThat(config.getString("akka.remote.artery.canonical.hostname")).isEqualTo("10.1.2.3");
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void everyNodeSignsItsAuditWithAKeyOfItsService(String service) {
        for (var overlay : List.of("overlays/dev", "overlays/production")) {
            var pod = Manifests.of(overlay)
                    .get(Deployment.class, service)
                    .getSpec()
                    .getTemplate()
                    .getSpec();

            assertThat(pod.getContainers().get(0).getEnv())
                    .anyMatch(variable -> variable.getName().equals("SHOP_AUDIT_KEY_FILE")
                            && variable.getValue().equals("/etc/shop/audit/key"));
            assertThat(pod.getVolumes())
                    .anyMatch(volume -> volume.getName().equals("audit")
                            && volume.getSecret().getSecretName().startsWith(service + "-audit"));
        }
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    @EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
    void aNodeOfTheProductionOverlayStartsOnceItsCertificatesAreNoneForDevelopment(String service) {
        var made = DevelopmentCertificates.make(folder.resolve("tls"), service);

        assertThatThrownBy(() -> load("overlays/production", service, made.environment(service)))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageMatching(
                        "shop.tls.certificate-file: \\S+ for development \\(expected: one for production; [^;]*");
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void kubernetesWaitsForTheWholeOfAShutdown(String service) throws IOException {
        var pod = Manifests.of("overlays/dev")
                .get(Deployment.class, service)
                .getSpec()
                .getTemplate()
                .getSpec();
        var preStop = pod.getContainers()
                .get(0)
                .getLifecycle()
                .getPreStop()
                .getSleep()
                .getSeconds();
        // No shorter than the sum of the phases, or the configuration would have been refused.
        var shutdown =
                load("overlays/dev", service, Map.of()).getDuration("shop.cluster.drain.termination-grace-period");

        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds() - preStop))
                .isGreaterThanOrEqualTo(shutdown);
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void theFirstStartWaitsForAsManyNodesAsThereWillBe(String service) throws IOException {
        var replicas = Manifests.of("overlays/dev")
                .get(Deployment.class, service)
                .getSpec()
                .getReplicas();

        var config = load("overlays/dev", service, Map.of());

        assertThat(config.getInt("shop.cluster.required-contact-points")).isEqualTo(replicas);
        assertThat(config.getString("shop.discovery.method")).isEqualTo("kubernetes-api");
    }

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void portsAreThoseOfTheConfiguration(String service) throws IOException {
        var config = load("overlays/dev", service, Map.of());
        var ports = new HashMap<String, Integer>();
        Manifests.of("overlays/dev")
                .get(Deployment.class, service)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getPorts()
                .forEach(port -> ports.put(port.getName(), port.getContainerPort()));

        assertThat(ports)
                .containsOnly(
                        Map.entry("grpc", config.getInt("shop.grpc.port")),
                        Map.entry("management", config.getInt("shop.management.port")),
                        Map.entry("artery", config.getInt("shop.cluster.artery-port")));
    }

    /** As in a pod: the files of its ConfigMap, and its environment. */
    private Config load(String overlay, String service, Map<String, String> otherEnvironment) throws IOException {
        var manifests = Manifests.of(overlay);
        var pod =
                manifests.get(Deployment.class, service).getSpec().getTemplate().getSpec();
        var map = pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("config"))
                .map(volume -> volume.getConfigMap().getName())
                .findFirst()
                .orElseThrow();
        for (var file : manifests.get(ConfigMap.class, map).getData().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        var environment = new HashMap<String, Object>(Map.of("SHOP_HOST", "10.1.2.3"));
        pod.getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        environment.put(
                "SHOP_AUDIT_KEY_FILE",
                Files.createFile(folder.resolve(service + ".audit-key")).toString());
        environment.putAll(otherEnvironment);
        var classes =
                new URL[] {Repository.path(service + "/target/classes").toUri().toURL()};
        try (var jar = new URLClassLoader(classes, getClass().getClassLoader())) {
            var application = ConfigFactory.parseFile(
                    folder.resolve("node.conf").toFile(),
                    ConfigParseOptions.defaults().setClassLoader(jar));
            return NodeConfig.load(application.withFallback(ConfigFactory.parseMap(environment)));
        }
    }
}
