package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, rendered by Helm's own code, has the objects of the overlays. */
class ChartTest {
    private static final Path CHART = Repository.path("deploy/helm/shop");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern GENERATED = Pattern.compile("((?:user|order)-service)-[a-z0-9]{10}");

    @ParameterizedTest
    @CsvSource({"production, shop", "dev, shop-dev"})
    @EnabledIf(value = "shop.deploy.Kustomize#available", disabledReason = "neither kubectl nor kustomize on PATH")
    void itRendersTheObjectsOfTheOverlay(String environment, String namespace) throws IOException {
        var overlay = objects(Kustomize.build("overlays/" + environment));
        // Helm keeps its own notes in the namespace of a release, which is therefore there before.
        assertThat(overlay.remove("Namespace " + namespace)).isNotNull();

        assertThat(objects(template(environment).withNamespace(namespace).call()))
                .as("deploy/helm/generate makes the chart of the overlays")
                .isEqualTo(overlay);
    }

    @ParameterizedTest
    @CsvSource({"production", "dev"})
    void everyObjectIsInTheNamespaceOfTheRelease(String environment) {
        assertThat(rendered(template(environment).withNamespace("elsewhere")).all())
                .isNotEmpty()
                .noneMatch(Namespace.class::isInstance)
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getNamespace()).isEqualTo("elsewhere"));
    }

    @Test
    void aDigestTakesThePlaceOfTheTag() {
        var chart = rendered(template("production")
                .set("production.registry", "registry.test/")
                .set("image.tag", "77.0.0")
                .set("production.userService.digest", "sha256:abc"));

        assertThat(image(chart, "user-service")).isEqualTo("registry.test/shop/user-service@sha256:abc");
        assertThat(image(chart, "order-service")).isEqualTo("registry.test/shop/order-service:77.0.0");
    }

    @Test
    void aChangeOfTheConfigurationIsARollout(@TempDir Path folder) throws IOException {
        var values = Files.writeString(
                folder.resolve("values.yaml"), "production: {userService: {config: \"shop.profile = changed\\n\"}}");
        var before = rendered(template("production"));
        var after = rendered(template("production").withValuesFile(values));

        assertThat(configuration(after, "order-service")).isEqualTo(configuration(before, "order-service"));
        var name = configuration(after, "user-service");
        assertThat(name).isNotEqualTo(configuration(before, "user-service"));
        assertThat(after.get(ConfigMap.class, name).getData())
                .containsEntry("overlay.conf", "shop.profile = changed\n");
    }

    @Test
    void anEnvironmentThatItDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> template("staging").call())
                .hasMessageContaining("environment: staging (expected: production or dev)");
    }

    @Test
    void helmFindsNothingToCriticise() {
        var lint = new Helm(CHART).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void itIsOfTheVersionOfTheProject() throws IOException {
        var chart = YAML.readTree(CHART.resolve("Chart.yaml").toFile());
        var values = YAML.readTree(CHART.resolve("values.yaml").toFile());
        var version = Repository.text("deploy/pom.xml").replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");

        assertThat(chart.at("/version").asText()).isEqualTo(version);
        assertThat(chart.at("/appVersion").asText()).isEqualTo(version);
        assertThat(values.at("/image/tag").asText()).isEqualTo(version);
    }

    private static TemplateCommand template(String environment) {
        return new Helm(CHART)
                .template()
                .withName("shop")
                .withKubeVersion("1.30.0")
                .set("environment", environment);
    }

    private static Manifests rendered(TemplateCommand template) {
        return Manifests.parse(template.call().replaceFirst("(?s)^(#[^\n]*\n|\\s)*---\n", ""));
    }

    /** By kind and name; what the name of a generated ConfigMap ends with is another kind of sum in the chart. */
    private static Map<String, JsonNode> objects(String yaml) throws IOException {
        var text = yaml;
        for (var name : configMaps(yaml)) {
            text = text.replace(name, GENERATED.matcher(name).replaceFirst("$1-generated"));
        }
        var objects = new TreeMap<String, JsonNode>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (documents.hasNext()) {
                var object = documents.next();
                var name = object.at("/kind").asText() + " "
                        + object.at("/metadata/name").asText();
                assertThat(objects.put(name, object)).as(name).isNull();
            }
        }
        return objects;
    }

    private static Iterable<String> configMaps(String yaml) {
        return Pattern.compile("(?m)^  name: (" + GENERATED + ")$")
                .matcher(yaml)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static String image(Manifests chart, String service) {
        return pod(chart, service).getContainers().get(0).getImage();
    }

    private static String configuration(Manifests chart, String service) {
        return pod(chart, service).getVolumes().stream()
                .filter(volume -> volume.getName().equals("config"))
                .findFirst()
                .orElseThrow()
                .getConfigMap()
                .getName();
    }

    private static PodSpec pod(Manifests chart, String service) {
        return chart.get(Deployment.class, service).getSpec().getTemplate().getSpec();
    }
}
