package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.yaml.snakeyaml.Yaml;

class ComposeTest {
    private final Map<String, Object> file = new Yaml().load(Repository.text("deploy/docker-compose.yml"));
    private final Map<String, Map<String, Object>> services = cast(file.get("services"));

    @Test
    void theFirstPublishedNamesPortsAndEnvironmentAreThere() {
        assertThat(ports("user-service")).containsExactly("${SHOP_PUBLISH:-127.0.0.1}:8080:8080");
        assertThat(ports("order-service")).containsExactly("${SHOP_PUBLISH:-127.0.0.1}:8081:8081");
        assertThat(ports("consul")).containsExactly("${SHOP_PUBLISH:-127.0.0.1}:8500:8500");
        for (var service : Repository.SERVICES) {
            assertThat(environment(service))
                    .containsEntry("CONSUL_HOST", "consul")
                    .containsEntry("CONSUL_PORT", "8500");
        }
    }

    @Test
    void everyNodeSignsItsAudit() {
        nodes().forEach((name, node) -> {
            var key = environment(name).get("SHOP_AUDIT_KEY_FILE");
            assertThat(key).as(name).matches("/run/secrets/(users|orders)-audit-key");
            assertThat(this.<List<String>>cast(node.get("secrets"))).contains(key.substring("/run/secrets/".length()));
        });
    }

    @Test
    void nothingIsPublishedBeyondThisMachineUnlessSomebodySaysSo() {
        services.keySet()
                .forEach(service -> assertThat(ports(service))
                        .as(service)
                        .allSatisfy(port -> assertThat(port).startsWith("${SHOP_PUBLISH:-127.0.0.1}:")));
    }

    @Test
    void nodesStartWhenWhatTheyNeedIsHealthy() {
        nodes().forEach((name, node) -> {
            Map<String, Map<String, String>> dependencies = cast(node.get("depends_on"));
            assertThat(dependencies).as(name).isNotEmpty();
            dependencies.forEach((dependency, how) -> {
                assertThat(how).as(name).containsEntry("condition", "service_healthy");
                // Our images have their own check.
                if (!Repository.SERVICES.contains(dependency)) {
                    assertThat(services.get(dependency)).as(dependency).containsKey("healthcheck");
                }
            });
        });
    }

    @Test
    void secretsAreFilesAndInNoEnvironment() {
        services.forEach((name, service) -> environment(name).forEach((variable, value) -> {
            if (variable.matches(".*(PASSWORD|SECRET|TOKEN).*")) {
                assertThat(variable).as(name).endsWith("_FILE");
                assertThat(value).as(name).startsWith("/run/secrets/");
            }
        }));
        Map<String, Map<String, String>> secrets = cast(file.get("secrets"));
        secrets.forEach((name, secret) -> assertThat(Repository.path("deploy/compose/secrets/" + name))
                .as(secret.get("file"))
                .isRegularFile());
    }

    @Test
    void everyImageHasAVersion() {
        services.forEach((name, service) ->
                assertThat((String) service.get("image")).as(name).matches(".+:(?!latest$).+"));
    }

    @Test
    void nodesRunAsTheirImageSaysWithoutAnyRightAndAreGivenTimeToDrain() {
        nodes().forEach((name, node) -> assertThat(node)
                .as(name)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"))
                .containsEntry("stop_grace_period", "75s")
                .doesNotContainKey("cpus"));
    }

    @Test
    void theProfileClusterMakesThreeNodesOfEachService() {
        for (var service : Repository.SERVICES) {
            var joiners =
                    IntStream.rangeClosed(2, 3).mapToObj(i -> service + "-" + i).toList();
            assertThat(services).containsKeys(joiners.toArray(String[]::new));
            for (var joiner : joiners) {
                assertThat(services.get(joiner)).containsEntry("profiles", List.of("cluster"));
                assertThat(environment(joiner)).containsEntry("SHOP_REQUIRED_CONTACT_POINTS", "2");
                assertThat(services.get(joiner).get("image"))
                        .isEqualTo(services.get(service).get("image"));
            }
        }
    }

    @Test
    @EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
    void theEdgeIsThatOfProductionButForItsAddressAndForTls() {
        Map<String, String> production = Manifests.of("overlays/production")
                .get(Deployment.class, "edge")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .stream()
                .filter(variable -> !variable.getName().matches("EDGE_(TLS|CERTIFICATE|IDENTITY)"))
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));

        assertThat(services.get("edge"))
                .containsEntry("profiles", List.of("edge"))
                .containsEntry("read_only", true);
        assertThat(environment("edge")).containsEntry("EDGE_TLS", "off").containsAllEntriesOf(production);
    }

    @Test
    void theEdgeFindsEveryNodeByTheNameOfItsService() {
        for (var service : Repository.SERVICES) {
            assertThat(environment("edge").values()).anyMatch(address -> address.startsWith(service + ":"));
        }
        nodes().forEach((name, node) -> {
            var service = name.replaceFirst("-\\d$", "");
            Map<String, Map<String, List<String>>> networks = cast(node.getOrDefault("networks", Map.of()));
            // A container answers to its own name without being told.
            assertThat(name.equals(service)
                            || networks.getOrDefault("default", Map.of())
                                    .getOrDefault("aliases", List.of())
                                    .contains(service))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        var missing = new TreeSet<String>();
        services.values().stream()
                .flatMap(service -> this.<List<String>>cast(service.getOrDefault("volumes", List.of())).stream())
                .map(volume -> volume.split(":")[0])
                .filter(source -> source.startsWith("./"))
                .filter(source -> !Files.exists(Repository.path("deploy").resolve(source)))
                .forEach(missing::add);
        services.values().stream()
                .map(service -> String.valueOf(service.get("command")))
                .flatMap(command -> java.util.regex.Pattern.compile("config(?:\\.file)?=/etc/\\w+/([\\w.]+)")
                        .matcher(command)
                        .results())
                .map(result -> "./observability/" + result.group(1))
                .filter(source -> !Files.exists(Repository.path("deploy").resolve(source)))
                .forEach(missing::add);

        assertThat(missing).isEmpty();
    }

    private Map<String, Map<String, Object>> nodes() {
        return services.entrySet().stream()
                .filter(service ->
                        String.valueOf(service.getValue().get("image")).startsWith("shop/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private List<String> ports(String service) {
        return cast(services.get(service).getOrDefault("ports", List.of()));
    }

    private Map<String, String> environment(String service) {
        return cast(services.get(service).getOrDefault("environment", Map.of()));
    }

    @SuppressWarnings("unchecked")
    private <T> T cast(Object value) {
        return (T) value;
    }
}
