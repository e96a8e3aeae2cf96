package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the documents to what is there: links lead somewhere, named tests exist, and both languages say the same. */
class DocumentationTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern TEST = Pattern.compile("`(?:[\\w/-]+/)?(\\w*[a-z]\\w*(?:Test|IT))`");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java$(.*?)^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");

    static Stream<Path> documents() throws IOException {
        return files(".md").stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFileAndAHeadingThatAreThere(Path document) throws IOException {
        var text = CODE.matcher(Files.readString(document)).replaceAll("");

        var broken = LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .filter(link -> !leadsSomewhere(document, link))
                .toList();

        assertThat(broken).as("links of " + PROJECT.relativize(document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/promises.md",
                "docs/access.md",
                "docs/seed.md",
                "docs/seed.ja.md",
                "docs/faults.md"
            })
    void everyTestThatADocumentNamesExists(String document) throws IOException {
        var text = Files.readString(PROJECT.resolve(document));
        Set<String> existing = files(".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        var missing = TEST.matcher(text)
                .results()
                .map(test -> test.group(1))
                .filter(test -> !existing.contains(test))
                .distinct()
                .toList();

        assertThat(missing).as("tests named in " + document).isEmpty();
    }

    static Stream<Path> modulesOfThePlatform() throws IOException {
        try (var folders = Files.list(PROJECT.resolve("platform"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("modulesOfThePlatform")
    void everyModuleShowsAnExampleThatIsCompiled(Path module) throws IOException {
        var examples = EXAMPLE.matcher(Files.readString(module.resolve("README.md")))
                .results()
                .map(example -> withoutSpace(example.group(1)))
                .toList();
        var missing = new ArrayList<>(examples);
        for (var file : files(".java")) {
            var code = withoutSpace(Files.readString(file));
            missing.removeIf(code::contains);
        }

        assertThat(examples).isNotEmpty();
        assertThat(missing).as("examples of " + PROJECT.relativize(module)).isEmpty();
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/seed", "docs/lessons"})
    void bothLanguagesHaveTheSameParts(String document) throws IOException {
        var english = Files.readString(PROJECT.resolve(document + ".md"));
        var japanese = Files.readString(PROJECT.resolve(document + ".ja.md"));

        assertThat(shape(japanese)).as(document + ".ja.md").isEqualTo(shape(english));
    }

    /** What is the same in every language: commands, levels of headings, rows of tables, links and named tests. */
    private static List<String> shape(String text) {
        var prose = CODE.matcher(text).replaceAll("");
        return Stream.of(
                        CODE.matcher(text).results().map(MatchResult::group).map(DocumentationTest::commands),
                        prose.lines().filter(line -> line.startsWith("#")).map(line -> line.replaceAll("[^#].*", "")),
                        prose.lines().filter(line -> line.startsWith("|")).map(line -> "row"),
                        LINK.matcher(prose)
                                .results()
                                .map(link -> link.group(1).replaceAll("#.*", ""))
                                .filter(link -> !link.isEmpty()
                                        && !link.matches("(README|docs/seed|seed|docs/lessons|lessons)(\\.ja)?\\.md"))
                                .sorted(),
                        TEST.matcher(prose).results().map(MatchResult::group).sorted())
                .flatMap(parts -> parts)
                .toList();
    }

    /** Comments are translated. */
    private static String commands(String block) {
        return block.lines()
                .map(line -> line.replaceAll("(^|\\s+)#.*", "").stripTrailing())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static boolean leadsSomewhere(Path document, String link) {
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || Files.isDirectory(target)
                || headings(target).contains(parts[1]);
    }

    /** As Git hosts name the headings of a page. */
    private static Set<String> headings(Path document) {
        try {
            return HEADING.matcher(CODE.matcher(Files.readString(document)).replaceAll(""))
                    .results()
                    .map(heading -> heading.group(1)
                            .strip()
                            .toLowerCase()
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException("file: " + document + " (expected: readable)", e);
        }
    }

    private static List<Path> files(String suffix) throws IOException {
        var skipped = Set.of("target", "node_modules", ".git", ".devstack", ".devstack-demo");
        var found = new ArrayList<Path>();
        collect(PROJECT, suffix, skipped, found);
        return found;
    }

    private static void collect(Path folder, String suffix, Set<String> skipped, List<Path> found) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                if (Files.isDirectory(entry)) {
                    if (!skipped.contains(entry.getFileName().toString())) {
                        collect(entry, suffix, skipped, found);
                    }
                } else if (entry.toString().endsWith(suffix)) {
                    found.add(entry);
                }
            }
        }
    }
}
