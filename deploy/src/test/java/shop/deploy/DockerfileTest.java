package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    @Test
    void theTwoFilesDifferInNamesAndPortsOnly() {
        assertThat(neutral("order-service")).isEqualTo(neutral("user-service"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-service", "order-service"})
    void theJvmIsProcessOneOfANumberedUser(String service) {
        assertThat(lines(service))
                .contains("ENTRYPOINT [\"java\", \"@/opt/shop/tools/java.options\"]")
                .contains("USER 10001:10001")
                .noneMatch(line -> line.startsWith("USER root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-service", "order-service"})
    void baseImagesAreArgumentsSoThatTheyCanBePinned(String service) {
        assertThat(lines(service))
                .filteredOn(line -> line.startsWith("FROM "))
                .isNotEmpty()
                .allMatch(line -> line.matches("FROM \\$\\{(BUILD|RUNTIME)_IMAGE}( AS \\w+)?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-service", "order-service"})
    void whatChangesSeldomComesFirst(String service) {
        var layers = lines(service).stream()
                .dropWhile(line -> !line.equals("FROM ${RUNTIME_IMAGE}"))
                .filter(line -> line.startsWith("COPY "))
                .toList();

        assertThat(layers)
                .extracting(layer -> layer.replaceAll(".*/(\\w+)(\\.jsa)?/? .*", "$1"))
                .containsExactly("dependencies", "archive", "tools", "modules", "service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-service", "order-service"})
    void theBuildKnowsEveryModule(String service) {
        var modules = Pattern.compile("<module>(.*?)</module>")
                .matcher(Repository.text("pom.xml"))
                .results()
                .map(module -> "COPY " + module.group(1) + "/pom.xml " + module.group(1) + "/")
                .toList();

        assertThat(lines(service)).containsAll(modules);
    }

    @Test
    void theJvmIsToldOfTheArchiveAndOfSmallMachines() {
        assertThat(Repository.text("deploy/images/jvm.options"))
                .contains("-XX:SharedArchiveFile=/opt/shop/archive.jsa")
                .contains("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    }

    private static List<String> lines(String service) {
        return Repository.text(service + "/Dockerfile").lines().toList();
    }

    private static String neutral(String service) {
        var names = service.equals("user-service")
                ? List.of("user", "8080", "8558", "25520", "Users")
                : List.of("order", "8081", "8559", "25521", "Orders");
        var text = Repository.text(service + "/Dockerfile")
                .replaceFirst("(?m)^RUN mvn.*", "")
                .replace("user-service,order-service", "both");
        for (var name : names) {
            text = text.replace(name, "<" + names.indexOf(name) + ">");
        }
        return text.replaceAll("COPY \\S+/pom.xml \\S+", "");
    }
}
