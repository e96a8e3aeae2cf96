package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveIT {
    private static final Duration BOUND = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Workspace workspace;
    private final KafkaBroker[] broker = new KafkaBroker[1];

    @BeforeEach
    void workspace() {
        workspace = Workspace.temporary();
    }

    @AfterEach
    void stop() {
        if (broker[0] != null) {
            broker[0].close();
        }
        workspace.delete();
    }

    @Test
    void theFirstStartMakesAnArchiveAndTheNextOneUsesIt() throws IOException {
        broker[0] = KafkaBroker.in(workspace, Ports.free(), Ports.free());
        broker[0].launch();
        broker[0].awaitReady(BOUND);
        var archive = new ClassArchive(KafkaJars.archives(), "kafka");
        await().atMost(BOUND)
                .until(() -> archive.options(KafkaJars.classPath()).stream()
                        .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile=")));

        broker[0].restart();

        // The JVM ignores an archive that does not fit without a word: only the map of its memory tells.
        assertThat(Files.readString(Path.of("/proc", Long.toString(broker[0].pid()), "maps")))
                .contains(".jsa");
    }

    @Test
    void anotherBuildHasAnotherArchive() throws IOException {
        var jar = Files.writeString(folder.resolve("a.jar"), "one");
        var archive = new ClassArchive(folder, "program");
        var first = archive.archiveOf(List.of(jar));
        Files.createFile(first);
        assertThat(archive.options(jar.toString())).contains("-XX:SharedArchiveFile=" + first);

        Files.writeString(jar, "another");

        assertThat(archive.options(jar.toString())).noneMatch(option -> option.contains("SharedArchiveFile"));
    }

    @Test
    void aStartWithAnAgentUsesNoArchive() throws IOException {
        var jar = Files.writeString(folder.resolve("a.jar"), "one").toString();
        var archive = new ClassArchive(folder, "program");
        Files.createFile(archive.archiveOf(List.of(Path.of(jar))));

        assertThat(Programs.classes(archive, jar, List.of("-Xmx1g")))
                .anyMatch(option -> option.contains("SharedArchiveFile"));
        assertThat(Programs.classes(archive, jar, List.of("-Xmx1g", "-javaagent:agent.jar=file")))
                .containsExactly("-cp", jar);
    }

    @Test
    void withoutJarsNothingIsArchived() {
        var archive = new ClassArchive(folder.resolve("archives"), "program");

        assertThat(archive.options(folder.toString())).containsExactly("-cp", folder.toString());
        archive.ready();
        assertThat(folder.resolve("archives")).doesNotExist();
    }

    @Test
    void aWildcardStandsForTheJarsOfItsFolderInOrder() throws IOException {
        for (var name : List.of("b.jar", "a.jar", "readme.txt")) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(new ClassArchive(folder.resolve("archives"), "program").options(folder + "/*"))
                .endsWith("-cp", folder.resolve("a.jar") + ":" + folder.resolve("b.jar"));
    }
}
