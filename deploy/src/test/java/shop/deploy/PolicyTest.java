package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod of every overlay keeps to. */
@EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
class PolicyTest {
    private static final Set<String> VOLUMES_OF_THE_RESTRICTED_STANDARD =
            Set.of("configMap", "emptyDir", "secret", "projected", "downwardAPI", "persistentVolumeClaim", "csi");

    static Stream<Manifests> overlays() {
        return Stream.of("overlays/dev", "overlays/production").map(Manifests::of);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyPodPassesTheRestrictedStandard(Manifests manifests) {
        manifests.pods().forEach((name, pod) -> {
            var spec = pod.getSpec();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).as(name).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).as(name).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(spec.getHostNetwork()).as(name).isNotEqualTo(true);
            assertThat(spec.getHostPID()).as(name).isNotEqualTo(true);
            assertThat(spec.getHostIPC()).as(name).isNotEqualTo(true);
            for (var volume : spec.getVolumes()) {
                assertThat(Manifests.fields(volume)).as(name).containsAnyElementsOf(VOLUMES_OF_THE_RESTRICTED_STANDARD);
            }
            for (var container : containers(pod)) {
                var context = container.getSecurityContext();
                assertThat(context.getAllowPrivilegeEscalation()).as(name).isFalse();
                assertThat(context.getPrivileged()).as(name).isNotEqualTo(true);
                assertThat(context.getCapabilities().getDrop()).as(name).containsExactly("ALL");
                assertThat(context.getCapabilities().getAdd()).as(name).isEmpty();
                assertThat(container.getPorts())
                        .as(name)
                        .extracting(ContainerPort::getHostPort)
                        .containsOnlyNulls();
            }
        });
        assertThat(manifests.of(Namespace.class))
                .singleElement()
                .satisfies(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nodesWriteNowhereButInTmp(Manifests manifests) {
        assertThat(manifests.nodes().toList()).allSatisfy(spec -> {
            var container = spec.getContainers().get(0);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getVolumeMounts())
                    .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                    .singleElement()
                    .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyImageIsOneThatDoesNotChangeUnderItsName(Manifests manifests) {
        assertThat(manifests.pods().values().stream().flatMap(pod -> containers(pod).stream()))
                .extracting(Container::getImage)
                .allSatisfy(image -> assertThat(image).matches(".+(:(?!latest$)[^:/]+|@sha256:[0-9a-f]{64})"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void memoryIsGuaranteedAndProcessorsAreNeverTakenAway(Manifests manifests) {
        manifests
                .pods()
                .forEach((name, pod) -> assertThat(containers(pod)).as(name).allSatisfy(container -> {
                    var resources = container.getResources();
                    assertThat(resources.getRequests()).containsKeys("cpu", "memory");
                    assertThat(resources.getLimits()).containsKey("memory").doesNotContainKey("cpu");
                    assertThat(resources.getLimits().get("memory"))
                            .isEqualTo(resources.getRequests().get("memory"));
                }));
        assertThat(manifests.nodes())
                .allSatisfy(spec -> assertThat(
                                environment(spec.getContainers().get(0)).get("JDK_JAVA_OPTIONS"))
                        .contains("-XX:ActiveProcessorCount="));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void probesAskWhatTheyMean(Manifests manifests) {
        assertThat(manifests.nodes()).allSatisfy(spec -> {
            var container = spec.getContainers().get(0);
            var tls = environment(container).containsKey("SHOP_TLS_ENABLED");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/alive");
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/alive");
            for (var probe :
                    List.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())) {
                // Management answers nobody without the service's own certificate.
                assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("grpc");
                assertThat("HTTPS".equals(probe.getHttpGet().getScheme())).isEqualTo(tls);
            }
            // Migrations wait for the database for a minute before the port is bound.
            var startup = container.getStartupProbe();
            assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
                    .isGreaterThanOrEqualTo(120);
            var liveness = container.getLivenessProbe();
            assertThat(liveness.getPeriodSeconds() * liveness.getFailureThreshold())
                    .isGreaterThanOrEqualTo(60);
        });
        manifests.pods().values().stream()
                .flatMap(pod -> containers(pod).stream())
                .forEach(container -> {
                    assertThat(container.getReadinessProbe()).isNotNull();
                    assertThat(container.getLivenessProbe()).isNotNull();
                });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aRolloutReplacesOneNodeAtATimeAndNeverHasOneLess(Manifests manifests) {
        for (var service : Repository.SERVICES) {
            var deployment = manifests.get(Deployment.class, service);
            var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
            assertThat(rolling.getMaxSurge().getIntVal()).isEqualTo(1);
            assertThat(rolling.getMaxUnavailable().getIntVal()).isZero();
            assertThat(manifests.get(PodDisruptionBudget.class, service).getSpec())
                    .satisfies(budget -> {
                        assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
                        assertThat(budget.getSelector())
                                .isEqualTo(deployment.getSpec().getSelector());
                    });
            assertThat(environment(deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .get(0)))
                    .containsEntry("SHOP_KUBERNETES_VERSION_FROM_ROLLOUT", "on")
                    .containsEntry("SHOP_KUBERNETES_DELETION_COST", "on");
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nodesOfAServiceAreSpread(Manifests manifests) {
        assertThat(manifests.nodes())
                .allSatisfy(spec -> assertThat(spec.getTopologySpreadConstraints())
                        .extracting(constraint -> constraint.getTopologyKey())
                        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone"));
    }

    @Test
    void theAutoscalerKeepsAMajorityAndIsTheOnlyOneToSayHowMany() {
        var production = Manifests.of("overlays/production");
        for (var service : Repository.SERVICES) {
            var scaler = production.get(HorizontalPodAutoscaler.class, service).getSpec();
            assertThat(scaler.getScaleTargetRef().getName()).isEqualTo(service);
            assertThat(scaler.getMinReplicas()).isEqualTo(3);
            assertThat(production.get(Deployment.class, service).getSpec().getReplicas())
                    .isNull();
        }
        assertThat(Manifests.of("overlays/dev").of(Deployment.class))
                .allSatisfy(deployment ->
                        assertThat(deployment.getSpec().getReplicas()).isEqualTo(3));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatNoPolicyAllowsIsForbiddenAndEveryPortHasAPolicy(Manifests manifests) {
        assertThat(manifests.get(NetworkPolicy.class, "default-deny").getSpec()).satisfies(deny -> {
            assertThat(deny.getPodSelector().getMatchLabels()).isEmpty();
            assertThat(deny.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
            assertThat(deny.getIngress()).isEmpty();
            assertThat(deny.getEgress()).isEmpty();
        });
        manifests.pods().forEach((name, pod) -> {
            var opened = manifests.get(NetworkPolicy.class, name).getSpec().getIngress().stream()
                    .peek(rule -> assertThat(rule.getFrom()).as(name).isNotEmpty())
                    .flatMap(rule -> rule.getPorts().stream())
                    .map(port -> port.getPort().getIntVal())
                    .collect(Collectors.toSet());
            assertThat(containers(pod).stream()
                            .flatMap(container -> container.getPorts().stream())
                            .map(ContainerPort::getContainerPort))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(opened);
        });
    }

    /** The Kubernetes API is at other addresses in each cluster; the issuer of tokens is at 443 as well. */
    @ParameterizedTest
    @MethodSource("overlays")
    void nodesReachNamedDestinationsOnlyButForTheKubernetesApi(Manifests manifests) {
        var rules = manifests.of(NetworkPolicy.class).stream()
                .filter(policy ->
                        Repository.SERVICES.contains(policy.getMetadata().getName())
                                || policy.getMetadata().getName().equals("destinations"))
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .toList();

        assertThat(rules.stream()
                        .filter(rule -> rule.getTo().isEmpty())
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getIntVal()))
                .containsOnly(443, 6443, 8443, 16443);
        assertThat(rules.stream()
                        .filter(rule -> !rule.getTo().isEmpty())
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getIntVal()))
                .contains(5432)
                .containsAnyOf(9092, 9093);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nodesMayDoWithTheApiWhatTheyDoAndNothingElse(Manifests manifests) {
        for (var service : Repository.SERVICES) {
            var account =
                    manifests.get(ServiceAccount.class, service).getMetadata().getName();
            var roles = manifests.of(RoleBinding.class).stream()
                    .filter(binding -> binding.getSubjects().stream()
                            .anyMatch(subject -> subject.getName().equals(account)))
                    .map(binding -> binding.getRoleRef().getName())
                    .toList();
            assertThat(roles).containsExactlyInAnyOrder(service + "-discovery", service + "-rollout");
            assertThat(roles.stream()
                            .flatMap(role -> manifests.get(Role.class, role).getRules().stream())
                            .map(PolicyTest::right))
                    .containsExactlyInAnyOrder("pods [list]", "pods [get, patch]", "replicasets [get]");
        }
        assertThat(manifests.pods().entrySet())
                .filteredOn(pod -> !Repository.SERVICES.contains(pod.getKey()))
                .allSatisfy(pod -> assertThat(pod.getValue().getSpec().getAutomountServiceAccountToken())
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noSecretIsInAnEnvironmentAndNoneOfProductionIsInTheRepository(Manifests manifests) {
        manifests.pods().values().stream()
                .flatMap(pod -> containers(pod).stream())
                .forEach(container -> {
                    assertThat(container.getEnvFrom()).isEmpty();
                    assertThat(container.getEnv()).allSatisfy(variable -> {
                        assertThat(variable.getValueFrom() != null
                                        && variable.getValueFrom().getSecretKeyRef() != null)
                                .isFalse();
                        assertThat(variable.getName()).doesNotMatch(".*(PASSWORD|TOKEN|SECRET)");
                    });
                });
        assertThat(Manifests.of("overlays/production").of(Secret.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void callersFindEachReadyPodByTheNameOfThePort(Manifests manifests) {
        for (var service : Repository.SERVICES) {
            var spec = manifests.get(Service.class, service).getSpec();
            assertThat(spec.getClusterIP()).isEqualTo("None");
            assertThat(spec.getPublishNotReadyAddresses()).isNotEqualTo(true);
            assertThat(spec.getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getName()).isEqualTo("grpc"));
            assertThat(manifests.get(Service.class, service + "-edge").getSpec().getSelector())
                    .isEqualTo(spec.getSelector())
                    .isEqualTo(Map.of("app", service));
        }
    }

    @Test
    void certificatesAreWhatNodesAndCallersExpect() {
        var production = Manifests.of("overlays/production");
        for (var service : Repository.SERVICES) {
            var certificate = production.get(Certificate.class, service).getSpec();
            assertThat(certificate.getUris()).containsExactly("spiffe://shop/" + service);
            assertThat(certificate.getDnsNames()).contains(service);
            assertThat(certificate.getPrivateKey().getAlgorithm()).isEqualTo("RSA");
            assertThat(certificate.getPrivateKey().getEncoding()).isEqualTo("PKCS8");
            assertThat(certificate.getUsages()).contains("server auth", "client auth");
            assertThat(production
                            .get(Deployment.class, service)
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getVolumes())
                    .anySatisfy(volume -> {
                        assertThat(volume.getName()).isEqualTo("tls");
                        assertThat(volume.getSecret().getSecretName()).isEqualTo(certificate.getSecretName());
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void onlyTheInitContainerKnowsTheOwnerOfTheTables(Manifests manifests) {
        for (var service : Repository.SERVICES) {
            var pod = manifests
                    .get(Deployment.class, service)
                    .getSpec()
                    .getTemplate()
                    .getSpec();
            var node = pod.getContainers().get(0);

            assertThat(pod.getContainers()).hasSize(1);
            assertThat(pod.getInitContainers()).singleElement().satisfies(migrate -> {
                assertThat(migrate.getImage()).isEqualTo(node.getImage());
                assertThat(migrate.getArgs()).startsWith("shop.platform.journal.MigrateCommand");
                assertThat(migrate.getSecurityContext()).isEqualTo(node.getSecurityContext());
                assertThat(migrate.getVolumeMounts())
                        .anyMatch(mount -> mount.getName().equals("database-owner"))
                        .noneMatch(mount -> mount.getName().equals("audit"));
            });
            assertThat(node.getVolumeMounts())
                    .noneMatch(mount -> mount.getName().equals("database-owner"))
                    .anyMatch(mount -> mount.getName().equals("audit"));
        }
    }

    /** What the alert CertificateExpires waits for must not happen to a certificate that is renewed in time. */
    @Test
    void certificatesAreRenewedBeforeTheAlertTellsThatNobodyHas() throws IOException {
        var rule = Pattern.compile("shop_certificate_expiry_seconds\\) < (\\d+) \\* 86400")
                .matcher(Files.readString(Repository.path("deploy/observability/alerts/nodes.yml")));
        assertThat(rule.find()).isTrue();
        var alert = Duration.ofDays(Long.parseLong(rule.group(1)));

        Manifests.of("overlays/production").of(Certificate.class).forEach(certificate -> {
            var spec = certificate.getSpec();
            assertThat(spec.getRenewBefore().getDuration())
                    .as(certificate.getMetadata().getName())
                    .isGreaterThan(alert.plusDays(1))
                    .isLessThan(spec.getDuration().getDuration().minusDays(1));
        });
    }

    /** By connection budget, as components/backing-services/README.md tells it. */
    @Test
    void theDatabaseOfTheDevOverlayHasRoomForItsNodesAndAsManyAgain() {
        var dev = Manifests.of("overlays/dev");
        var nodes = Repository.SERVICES.stream()
                .mapToInt(
                        service -> dev.get(Deployment.class, service).getSpec().getReplicas() + 1)
                .sum();
        var postgres = dev.get(StatefulSet.class, "postgres")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(postgres.getArgs()).contains("max_connections=300");
        assertThat(nodes * 23 + 30).isLessThan(300);
        assertThat(postgres.getResources().getLimits().get("memory").getNumericalAmount())
                .isGreaterThanOrEqualTo(Quantity.parse("1Gi").getNumericalAmount());
    }

    @Test
    void inProductionTheLossOfAMachineCostsOneNodeOfThree() {
        for (var service : Repository.SERVICES) {
            assertThat(Manifests.of("overlays/production")
                            .get(Deployment.class, service)
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getTopologySpreadConstraints())
                    .anySatisfy(spread -> {
                        assertThat(spread.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
                        assertThat(spread.getWhenUnsatisfiable()).isEqualTo("DoNotSchedule");
                        assertThat(spread.getMaxSkew()).isOne();
                        assertThat(spread.getMinDomains()).isEqualTo(3);
                    });
        }
    }

    private static List<Container> containers(PodTemplateSpec pod) {
        return pod.getSpec().getContainers();
    }

    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(variable -> variable.getName(), variable -> variable.getValue()));
    }

    private static String right(PolicyRule rule) {
        assertThat(rule.getResources()).hasSize(1);
        return rule.getResources().get(0) + " " + rule.getVerbs();
    }
}
