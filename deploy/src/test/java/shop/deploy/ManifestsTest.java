package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
class ManifestsTest {
    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/production", "cluster"})
    void everyFolderBuildsAndEveryFieldIsOneThatItsKindHas(String folder) {
        assertThat(Manifests.of(folder).all()).isNotEmpty().allSatisfy(object -> {
            assertThat(object.getApiVersion()).isNotBlank();
            assertThat(object.getMetadata().getName()).isNotBlank();
        });
    }

    /** The alerts ask for job="user-service" and the like; the operator would name the jobs as the monitors. */
    @Test
    void theMonitorsNameTheJobsAsTheServices() {
        var production = Manifests.of("overlays/production");
        for (var service : Repository.SERVICES) {
            var spec = production.get(PodMonitor.class, service).getSpec();
            var labels = production
                    .get(Deployment.class, service)
                    .getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getLabels();
            assertThat(labels.get(spec.getJobLabel())).isEqualTo(service);
        }
    }

    @Test
    void prometheusHasAnIdentityOfItsOwnThatIsNoServers() {
        var production = Manifests.of("overlays/production");
        var identity = production.get(Certificate.class, "prometheus").getSpec();
        assertThat(identity.getUris()).containsExactly("spiffe://shop/prometheus");
        assertThat(identity.getDnsNames()).isNullOrEmpty();
        assertThat(identity.getUsages()).contains("client auth").doesNotContain("server auth");
        for (var service : Repository.SERVICES) {
            assertThat(production.get(PodMonitor.class, service).getSpec().getPodMetricsEndpoints())
                    .allSatisfy(endpoint -> assertThat(List.of(
                                    endpoint.getTlsConfig()
                                            .getCert()
                                            .getSecret()
                                            .getName(),
                                    endpoint.getTlsConfig().getKeySecret().getName()))
                            .containsOnly(identity.getSecretName()));
        }
    }

    /** Whoever is let in from elsewhere passes the limits by. */
    @Test
    void inProductionTheEdgeIsTheOnlyWayToTheApiButForOurServices() {
        var production = Manifests.of("overlays/production");
        for (var service : Repository.SERVICES) {
            var api = production
                    .get(NetworkPolicy.class, service)
                    .getSpec()
                    .getIngress()
                    .get(0);
            assertThat(api.getFrom())
                    .allSatisfy(from -> assertThat(from.getNamespaceSelector()).isNull())
                    .anySatisfy(from ->
                            assertThat(from.getPodSelector().getMatchLabels()).containsEntry("app", "edge"));
        }
        var identity = production.get(Certificate.class, "edge").getSpec();
        assertThat(identity.getUris()).containsExactly("spiffe://shop/edge");
        assertThat(identity.getDnsNames()).isNullOrEmpty();
        assertThat(identity.getUsages()).contains("client auth").doesNotContain("server auth");
        assertThat(production.get(Deployment.class, "edge").getSpec()).satisfies(edge -> {
            assertThat(edge.getReplicas()).isGreaterThanOrEqualTo(2);
            assertThat(production
                            .get(PodDisruptionBudget.class, "edge")
                            .getSpec()
                            .getSelector())
                    .isEqualTo(edge.getSelector());
            var pod = edge.getTemplate().getSpec();
            assertThat(pod.getContainers().get(0).getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            // hard-stop-after, and the sleep of preStop.
            assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(60 + 5);
        });
    }

    @Test
    void aFieldThatIsMisspeltIsRefused() {
        var misspelt = Kustomize.build("base").replace("minReadySeconds:", "minReadySecond:");

        assertThatThrownBy(() -> Manifests.parse(misspelt)).hasMessageContaining("minReadySecond");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production"})
    void anOverlayIsOneNamespaceAndNeedsNoAdministrator(String folder) {
        var namespaced = Manifests.of(folder).all().stream()
                .filter(object -> !object.getKind().equals("Namespace"))
                .toList();

        assertThat(namespaced)
                .extracting(object -> object.getMetadata().getNamespace())
                .containsOnly(folder.equals("overlays/dev") ? "shop-dev" : "shop");
        assertThat(namespaced)
                .extracting(HasMetadata::getKind)
                .doesNotContain("ClusterRole", "ClusterRoleBinding", "ValidatingAdmissionPolicy");
    }

    @Test
    void theAlertsOfTheOperatorAreThoseOfTheFolder() throws Exception {
        var rules = Manifests.of("overlays/production").get(PrometheusRule.class, "shop");
        var expected = new java.util.TreeSet<String>();
        try (var files =
                java.nio.file.Files.newDirectoryStream(Repository.path("deploy/observability/alerts"), "*.yml")) {
            for (var file : files) {
                Map<String, List<Map<String, Object>>> groups = new Yaml().load(java.nio.file.Files.readString(file));
                groups.get("groups").forEach(group -> expected.add(group.toString()));
            }
        }

        Map<String, Map<String, List<Map<String, Object>>>> made =
                new Yaml().load(Repository.text("deploy/kubernetes/components/monitoring/rules.yaml"));
        assertThat(rules.getSpec().getGroups()).hasSameSizeAs(expected);
        assertThat(made.get("spec").get("groups"))
                .as("run deploy/kubernetes/components/monitoring/make-rules")
                .extracting(Object::toString)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theDatabasesAreMadeAsOnCompose() {
        assertThat(Repository.text("deploy/kubernetes/components/backing-services/databases.sh"))
                .isEqualTo(Repository.text("deploy/compose/postgres/databases.sh"));
    }
}
