package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.SystemProgram;

/** {@code deploy/release/release} makes a release of a copy of what is here, with the previous release's jars in place of a build. */
@EnabledIf(value = "programs", disabledReason = "git or openssl: not on PATH")
class ReleaseTest {
    private static final long BOUND_SECONDS = 120;
    private static final String NEW = "77.0.0";
    private static final Path RELEASES = Path.of("acceptance/src/test/releases");

    @TempDir
    private static Path folder;

    private static Path copy;
    private static String old;
    private static String output;

    static boolean programs() {
        return System.getenv("CI") != null
                || Stream.of("git", "openssl")
                        .allMatch(program -> SystemProgram.onPath(program).isPresent());
    }

    @BeforeAll
    static void release() throws Exception {
        copy = Files.createDirectory(folder.resolve("copy"));
        run(
                Repository.path(""),
                "tar --exclude=./.git --exclude=target --exclude=node_modules --exclude='.devstack*' -cf - . | tar -xC '"
                        + copy + "'");
        run(copy, "git init -q -b main . && git add -A && " + commit("Copy"));
        old = only(copy.resolve(RELEASES));
        output = release("");
    }

    @Test
    void theCommitOfTheTagHasTheVersionEverywhere() throws Exception {
        assertThat(run(copy, "git log --format=%s -3"))
                .isEqualTo("Keep the jars of " + NEW + " for tests of rolling upgrades\nRelease " + NEW + "\nCopy\n");
        assertThat(run(copy, "git log -1 --format=%s v" + NEW)).isEqualTo("Release " + NEW + "\n");

        assertThat(run(copy, "git grep -hE '<version>" + NEW + "</version>' -- '*pom.xml' | wc -l")
                        .strip())
                .isEqualTo(run(copy, "git ls-files '*pom.xml' | wc -l").strip());
        assertThat(run(
                        copy,
                        "git grep -nE '(newTag: |tag: |[vV]ersion: \"?|targetRevision: v|VERSION(:-|=)|service[:-]|\\$s:)"
                                + Pattern.quote(old).replace("\\Q", "").replace("\\E", "")
                                + "' -- deploy README.md README.ja.md ':!deploy/release' ':!deploy/src' || true"))
                .isEmpty();
    }

    @Test
    void whatWasUnreleasedIsTheVersionsSection() throws IOException {
        assertThat(Files.readString(copy.resolve("CHANGELOG.md")))
                .containsPattern("## Unreleased\n\n## " + NEW + " \\(\\d{4}-\\d\\d-\\d\\d\\)\n\n### Upgrade\n");
    }

    @Test
    void theNotesTellOfEveryNewMigrationAndOfTheStepsOfTheUpgrade() throws Exception {
        var notes = Files.readString(file("NOTES.md"));

        assertThat(notes).startsWith("# Shop " + NEW + "\n").contains("## Upgrade from " + old, "1. Before the roll");
        for (var migration :
                run(copy, "git ls-files '*/src/main/resources/db/*/V*.sql'").split("\n")) {
            var name = migration.replaceFirst(".*/resources/", "");
            assertThat(notes.contains("`" + name + "`: "))
                    .as(name)
                    .isEqualTo(!run(copy, "for jar in " + releasedJars() + "; do jar -tf $jar; done")
                            .contains(name));
        }
    }

    @Test
    void theProvenanceNamesEveryFileByItsSumAndTheCommitOfTheTag() throws Exception {
        var statement = new ObjectMapper().readTree(file("provenance.json").toFile());

        assertThat(statement.at("/_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.at("/predicateType").asText()).isEqualTo("https://slsa.dev/provenance/v1");
        var subjects = new TreeMap<String, String>();
        for (var subject : statement.at("/subject")) {
            subjects.put(
                    subject.at("/name").asText(), subject.at("/digest/sha256").asText());
        }
        var files = new TreeMap<String, String>();
        for (var name : names()) {
            if (!name.matches("SHA256SUMS.*|provenance.json")) {
                files.put(name, sum(file(name)));
            }
        }
        assertThat(subjects).isEqualTo(files).isNotEmpty();

        var build = statement.at("/predicate/buildDefinition");
        assertThat(build.at("/externalParameters/version").asText()).isEqualTo(NEW);
        assertThat(build.at("/resolvedDependencies/0/digest/gitCommit").asText())
                .isEqualTo(run(copy, "git rev-parse 'v" + NEW + "^{commit}'").strip());
        assertThat(Stream.of("/builder/id", "/metadata/invocationId", "/metadata/startedOn", "/metadata/finishedOn"))
                .map(statement.at("/predicate/runDetails")::at)
                .noneMatch(JsonNode::isMissingNode);
    }

    @Test
    void everyFileIsSummedAndTheSumsAreSigned() throws Exception {
        run(file(""), "sha256sum -c --quiet SHA256SUMS");
        assertThat(Files.readString(file("SHA256SUMS")).lines().map(line -> line.replaceFirst(".* ", "")))
                .containsExactlyElementsOf(names().stream()
                        .filter(name -> !name.startsWith("SHA256SUMS"))
                        .toList());
        var verify = "deploy/release/sign --verify target/release/" + NEW + "/SHA256SUMS";
        run(copy, verify);
        run(copy, "cp -r target/release/" + NEW + " target/changed && echo >>target/changed/SHA256SUMS");
        assertThat(run(copy, verify.replace("release/" + NEW, "changed") + " && echo verified || true"))
                .doesNotContain("verified\n");
    }

    @Test
    void theNextReleaseIsHeldAgainstThisOne() throws Exception {
        assertThat(only(copy.resolve(RELEASES))).isEqualTo(NEW);
        var clone = folder.resolve("next");
        run(folder, "git clone -q copy next");
        run(clone, "deploy/release/compatibility");

        var golden = run(clone, "git ls-files '*/golden/*' | sed -n 1p").strip();
        Files.writeString(clone.resolve(golden), "changed");
        assertThat(run(clone, "deploy/release/compatibility 2>&1 || true")).contains(golden + ": not as in " + NEW);
        run(clone, "git checkout -q . && echo '-- changed' >>user-service/src/main/resources/db/user/V1__users.sql");
        assertThat(run(clone, "deploy/release/compatibility 2>&1 || true"))
                .contains("V1__users.sql: changed since " + NEW);
    }

    @Test
    void withoutABuilderThereAreNoImagesAndItSaysSo() throws IOException {
        assertThat(output)
                .matches(text -> Files.exists(file("images.txt")) || text.contains("release: no images: the workflow"));
    }

    @Test
    void aDryRunChangesNothingHereAndAVersionThatWasReleasedIsRefused() throws Exception {
        var before = run(copy, "git rev-parse HEAD; git tag; git status --porcelain");

        assertThat(release("--dry-run ").replace(NEW, "78.0.0")).contains("v78.0.0: exists");
        assertThat(run(copy, "RELEASE_JARS=" + jars() + " deploy/release/release --dry-run 78.0.0 2>&1 || true"))
                .contains("CHANGELOG.md: no section 78.0.0");

        assertThat(run(copy, "git rev-parse HEAD; git tag; git status --porcelain"))
                .isEqualTo(before);
    }

    private static String release(String mode) throws IOException, InterruptedException {
        return run(
                copy,
                "openssl ecparam -name prime256v1 -genkey -noout -out ../key.pem && RELEASE_KEY=$PWD/../key.pem RELEASE_JARS="
                        + jars() + " deploy/release/release " + mode + NEW + " 2>&1"
                        + (mode.isEmpty() ? "" : " || true"));
    }

    private static String jars() {
        return Repository.path(RELEASES.resolve(old).toString()).toString();
    }

    private static String releasedJars() {
        return jars() + "/*.jar";
    }

    private static String commit(String subject) {
        return "git -c user.name=test -c user.email=test@example.org commit -q -m '" + subject + "'";
    }

    private static Path file(String name) {
        return copy.resolve("target/release").resolve(NEW).resolve(name);
    }

    private static TreeSet<String> names() throws IOException {
        try (var files = Files.list(file(""))) {
            return new TreeSet<>(
                    files.map(path -> path.getFileName().toString()).toList());
        }
    }

    private static String only(Path releases) {
        try (var folders = Files.list(releases).filter(Files::isDirectory)) {
            return folders.map(path -> path.getFileName().toString())
                    .reduce((one, other) -> one + " and " + other)
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(releases + " cannot be read", e);
        }
    }

    private static String sum(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** The output of a command of the shell, which must succeed. */
    private static String run(Path in, String command) throws IOException, InterruptedException {
        var log = Files.createTempFile(folder, "run", ".txt");
        var process = new ProcessBuilder("bash", "-c", "set -o pipefail; " + command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + ": not done after " + BOUND_SECONDS + " s");
        }
        var output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(command + ":\n" + output).isZero();
        return output;
    }
}
