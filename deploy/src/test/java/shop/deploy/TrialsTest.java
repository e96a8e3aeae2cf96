package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trials for a cluster, as far as they can be held without one. */
class TrialsTest {
    private static final Path FOLDER = Repository.path("deploy/test/kubernetes");

    static Stream<String> trials() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !List.of("README.md", "lib", "all").contains(name))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void eachSaysWhatMustBeSeenAndCanBeRead(String trial) throws Exception {
        assertThat(FOLDER.resolve(trial)).isExecutable();
        assertThat(Files.readAllLines(FOLDER.resolve(trial)).get(1)).startsWith("# Must be seen: ");
        assertThat(run("bash", "-n", trial)).isEmpty();
    }

    @Test
    void allOfThemRunAndStandInTheReadme() throws IOException {
        var all = Pattern.compile("for trial in (.*); do")
                .matcher(Files.readString(FOLDER.resolve("all")))
                .results()
                .flatMap(list -> Stream.of(list.group(1).split(" ")));

        assertThat(all).containsExactlyInAnyOrderElementsOf(trials().toList());
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains(
                        trials().map(trial -> "[" + trial + "](" + trial + ")").toList());
    }

    @Test
    void withoutAClusterATrialSaysSo() throws Exception {
        assertThat(run("./bootstrap")).contains("bootstrap: kubernetes: no API server answers");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", "/dev/null");
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
