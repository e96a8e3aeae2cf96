package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import shop.devstack.ServiceEntry;

/** Everything that has to know every service knows those of services.properties, and what stands there is true. */
class ServiceListTest {
    private static final String CODE = "/src/main/java/";

    static Stream<ServiceEntry> services() {
        return Repository.LIST.all().stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void itsModuleIsBuiltAndHasItsProgramsItsSchemaAndItsEntities(ServiceEntry service) {
        assertThat(Repository.text("pom.xml")).contains("<module>" + service.name() + "</module>");
        Stream.concat(Stream.of(service.main()), service.programs().values().stream())
                .forEach(main -> assertThat(Repository.path(service.name() + CODE + main.replace('.', '/') + ".java"))
                        .isRegularFile());
        assertThat(Repository.path(service.name() + "/src/main/resources/" + service.migrations()))
                .isDirectory();
        assertThat(all("EntityTypeKey\\.create\\(\\w+\\.class, \"(\\w+)\"\\)", sources(service)))
                .containsExactlyInAnyOrderElementsOf(service.entities());
        assertThat(Repository.text(service.name() + CODE + service.main().replace('.', '/') + ".java"))
                .contains("Node.run(\"%s\", \"%s\",".formatted(service.name(), service.migrations()));
    }

    @ParameterizedTest
    @MethodSource("services")
    void itsApiIsInTheContractWithTheseRoles(ServiceEntry service) throws IOException {
        var dot = service.api().lastIndexOf('.');
        var proto = Repository.text("src/main/protobuf/" + service.api().substring(0, dot) + ".proto");

        assertThat(proto).contains("service " + service.api().substring(dot + 1) + " {");
        var roles = new TreeSet<String>();
        all("(?m)^\\s*(?:option \\(shop\\.access\\) = \\{)?roles: \\[(.*?)]", proto)
                .forEach(list -> roles.addAll(all("\"(\\w+)\"", list)));
        assertThat(service.roles()).containsExactlyInAnyOrderElementsOf(roles);
    }

    @ParameterizedTest
    @MethodSource("services")
    void kafkaLetsItPublishAndConsumeWhatItDoes(ServiceEntry service) {
        var rights = Repository.text("deploy/kafka/acls.conf");
        var topics = all("(?m)^" + service.name() + " +topic +(\\S+) +\\S*Write", rights).stream()
                .filter(topic -> !topic.endsWith(".dead-letters"))
                .toList();
        var consumed = all("(?m)^" + service.name() + " +topic +(\\S+) +Describe,Read$", rights);

        assertThat(topics).containsExactlyInAnyOrderElementsOf(service.topics());
        assertThat(consumed).containsExactlyInAnyOrderElementsOf(service.consumes());
        Stream.concat(service.topics().stream(), service.consumes().stream())
                .forEach(topic -> assertThat(sources(service)).contains("\"" + topic + "\""));
    }

    @ParameterizedTest
    @MethodSource("services")
    void itsCallsAreGuarded(ServiceEntry service) {
        assertThat(all(
                        "shop\\.resilience\\.([a-z-]+) = ",
                        Repository.text(service.name() + "/src/main/resources/application.conf")))
                .containsExactlyInAnyOrderElementsOf(service.calls());
    }

    @ParameterizedTest
    @MethodSource("services")
    void composeRunsItOnItsDatabaseAndPort(ServiceEntry service) {
        Map<String, Map<String, Map<String, Object>>> compose =
                new Yaml().load(Repository.text("deploy/docker-compose.yml"));
        var node = compose.get("services").get(service.name());

        assertThat(node).as("services of docker-compose.yml").isNotNull();
        assertThat(node.get("ports").toString()).contains(":%1$d:%1$d".formatted(service.port()));
        assertThat(node.get("environment").toString())
                .contains("jdbc:postgresql://postgres:5432/" + service.database() + ",")
                .contains("SHOP_DATABASE_USER=" + service.database() + ",");
        assertThat(node.get("build").toString()).contains("SERVICE=" + service.name());
        assertThat(compose.get("services").get("postgres").get("secrets").toString())
                .contains(service.database() + "-password", service.database() + "-owner-password");
    }

    @ParameterizedTest
    @MethodSource("services")
    @EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
    void kubernetesRunsItWithItsSchemaAndPorts(ServiceEntry service) {
        var pod = Manifests.of("base")
                .get(Deployment.class, service.name())
                .getSpec()
                .getTemplate()
                .getSpec();

        assertThat(pod.getInitContainers().get(0).getArgs())
                .containsExactly("shop.platform.journal.MigrateCommand", service.migrations());
        assertThat(pod.getContainers().get(0).getImage()).isEqualTo("shop/" + service.name());
        assertThat(pod.getContainers().get(0).getPorts())
                .extracting(port -> port.getContainerPort())
                .containsExactly(service.port(), service.managementPort(), service.arteryPort());
        assertThat(Repository.text("deploy/kubernetes/base/" + service.name() + "/node.conf"))
                .contains("jdbc:postgresql://postgres:5432/" + service.database() + "\"")
                .contains("user = \"" + service.database() + "\"")
                .contains("user = \"" + service.database() + "_owner\"");
        assertThat(Repository.text("deploy/kubernetes/components/backing-services/kustomization.yaml"))
                .contains(service.database() + "-password=", service.database() + "-owner-password=");
    }

    /** Each service lets in the edge and those that call it, and no other service; each may reach what it calls. */
    @ParameterizedTest
    @MethodSource("services")
    @EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
    void networkPoliciesAllowTheCallsOfTheList(ServiceEntry service) {
        var policy = Manifests.of("overlays/production")
                .get(NetworkPolicy.class, service.name())
                .getSpec();
        var callers = Stream.concat(
                        Stream.of("edge"),
                        services()
                                .filter(other -> other.calls().contains(service.name()))
                                .map(ServiceEntry::name))
                .toList();

        assertThat(policy.getIngress().stream().flatMap(rule -> apps(rule.getFrom(), service)))
                .containsExactlyInAnyOrderElementsOf(callers);
        assertThat(policy.getEgress().stream().flatMap(rule -> apps(rule.getTo(), service)))
                .containsExactlyInAnyOrderElementsOf(service.calls());
    }

    @ParameterizedTest
    @MethodSource("services")
    @EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
    void theEdgePassesItsCallsOn(ServiceEntry service) {
        var production = Manifests.of("overlays/production");

        assertThat(Repository.text("deploy/kubernetes/components/edge/haproxy.cfg"))
                .contains("path_beg /" + service.api() + "/ ", "verifyhost " + service.name() + " ");
        assertThat(production
                        .get(Deployment.class, "edge")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv())
                .anyMatch(variable -> (service.name() + ":" + service.port()).equals(variable.getValue()));
        assertThat(production.get(NetworkPolicy.class, "edge").getSpec().getEgress())
                .anySatisfy(rule -> {
                    assertThat(apps(rule.getTo(), service)).isEmpty();
                    assertThat(rule.getPorts())
                            .extracting(port -> port.getPort().getIntVal())
                            .containsExactly(service.port());
                });
    }

    private static Stream<String> apps(List<NetworkPolicyPeer> peers, ServiceEntry but) {
        return peers.stream()
                .filter(peer -> peer.getPodSelector() != null)
                .map(peer -> peer.getPodSelector().getMatchLabels().get("app"))
                .filter(app -> !but.name().equals(app));
    }

    @Test
    void everyListOfNamesIsWhole() {
        var names = Repository.SERVICES;
        var alternatives = String.join("|", names);
        var yaml = "[" + String.join(", ", names) + "]";
        var quoted = names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));

        assertThat(Repository.text("deploy/observability/prometheus.yml")).contains("services: " + yaml);
        assertThat(Repository.text("deploy/canary/prometheus.yml")).contains("services: " + yaml);
        assertThat(Repository.text("deploy/kubernetes/cluster/own-pod-only.yaml"))
                .contains(quoted);
        assertThat(Repository.text("deploy/kubernetes/components/backing-services/network-policies.yaml")
                        .split(Pattern.quote("values: " + yaml), -1))
                .as("ingress of PostgreSQL and of Kafka, and the nodes' way to both")
                .hasSize(4);
        assertThat(Repository.text("deploy/kubernetes/overlays/production/destinations.yaml"))
                .contains("values: " + yaml);
        var alerts = Repository.text("deploy/observability/alerts/nodes.yml");
        assertThat(alerts).contains("up{job=~\"" + alternatives + "\"} == 0");
        names.forEach(name -> assertThat(alerts).contains("absent(up{job=\"" + name + "\"} == 1)"));
    }

    /** They find the services by the label {@code service_name}, and so show one that is new. */
    @Test
    void dashboardsNameNoService() throws IOException {
        try (var dashboards = Files.list(Repository.path("deploy/observability/dashboards"))) {
            assertThat(dashboards.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(Repository.SERVICES));
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String sources(ServiceEntry service) {
        try (var files = Files.walk(Repository.path(service.name() + CODE))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ServiceListTest::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
