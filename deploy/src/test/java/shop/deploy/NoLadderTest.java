package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No service tells the cases of a sealed type apart one after the other: whoever consumes one calls its {@code fold}, which does not
 * compile until every case is handled. To ask for one case alone is allowed.
 */
class NoLadderTest {
    private static final Pattern CASE = Pattern.compile("([\\w.()]+) instanceof (\\w+\\.\\w+)");

    @ParameterizedTest
    @MethodSource("shop.deploy.Repository#services")
    void casesAreFolded(String service) throws IOException {
        var ladders = new TreeSet<String>();
        try (var files = Files.walk(Repository.path(service + "/src/main/java"))) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                cases(file).forEach((value, cases) -> {
                    if (cases.size() > 1) {
                        ladders.add(file.getFileName() + ": " + value + " instanceof " + cases);
                    }
                });
            }
        }

        assertThat(ladders).as("ladders over cases (expected: fold)").isEmpty();
    }

    /** By what is asked, the cases that it is asked for. */
    private static Map<String, Set<String>> cases(Path file) throws IOException {
        var cases = new HashMap<String, Set<String>>();
        CASE.matcher(Files.readString(file))
                .results()
                .forEach(found -> cases.computeIfAbsent(found.group(1), value -> new HashSet<>())
                        .add(found.group(2)));
        return cases;
    }
}
