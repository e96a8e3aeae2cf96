package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    /** It copies the poms of all modules; everything else of a service comes from services.properties. */
    @Test
    void itServesEveryServiceAndNamesNone() {
        assertThat(lines())
                .filteredOn(line -> !line.startsWith("#") && !line.startsWith("COPY "))
                .noneMatch(line -> Repository.SERVICES.stream().anyMatch(line::contains));
    }

    @Test
    void theJvmIsProcessOneOfANumberedUser() {
        assertThat(lines())
                .contains("ENTRYPOINT [\"java\", \"@/opt/shop/tools/java.options\"]")
                .contains("CMD [\"@/opt/shop/service/main\"]")
                .contains("USER 10001:10001")
                .noneMatch(line -> line.startsWith("USER root"));
    }

    @Test
    void baseImagesAreArgumentsSoThatTheyCanBePinned() {
        assertThat(lines())
                .filteredOn(line -> line.startsWith("FROM "))
                .isNotEmpty()
                .allMatch(line -> line.matches("FROM \\$\\{(BUILD|RUNTIME)_IMAGE}( AS \\w+)?"));
    }

    @Test
    void whatChangesSeldomComesFirst() {
        var layers = lines().stream()
                .dropWhile(line -> !line.equals("FROM ${RUNTIME_IMAGE}"))
                .filter(line -> line.startsWith("COPY "))
                .toList();

        assertThat(layers)
                .extracting(layer -> layer.replaceAll(".*/(\\w+)(\\.jsa)?/? .*", "$1"))
                .containsExactly("dependencies", "archive", "tools", "modules", "service");
    }

    @Test
    void theBuildKnowsEveryModule() {
        assertThat(lines()).containsAll(copied("")).containsAll(copied("platform/"));
    }

    private static List<String> copied(String folder) {
        return Pattern.compile("<module>(.*?)</module>")
                .matcher(Repository.text(folder + "pom.xml"))
                .results()
                .map(module -> folder + module.group(1))
                .map(module -> "COPY " + module + "/pom.xml " + module + "/")
                .toList();
    }

    @Test
    void theJvmIsToldOfTheArchiveAndOfSmallMachines() {
        assertThat(Repository.text("deploy/images/jvm.options"))
                .contains("-XX:SharedArchiveFile=/opt/shop/archive.jsa")
                .contains("-Djava.util.concurrent.ForkJoinPool.common.parallelism=3");
    }

    private static List<String> lines() {
        return Repository.text("deploy/images/Dockerfile").lines().toList();
    }
}
