package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulScriptTest {
    private record Outcome(int exit, String output, String errors) {}

    @TempDir
    private Path directory;

    private Path tools;

    /** PATH leads to nothing: no consul, and no apt to fetch it with. */
    @BeforeEach
    void emptyPath() throws IOException {
        tools = Files.createDirectory(directory.resolve("tools"));
    }

    private Outcome run(Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/bash", "bin/consul");
        builder.environment().keySet().removeIf(name -> name.startsWith("CONSUL"));
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        var errors = new String(process.getErrorStream().readAllBytes());
        return new Outcome(process.waitFor(), output.strip(), errors.strip());
    }

    private static Path executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    @Test
    void theBinaryThatTheEnvironmentNamesComesFirstThenThePathThenTheCache() throws IOException, InterruptedException {
        var cached = executable(directory.resolve("cache/shop/consul/consul"));
        assertThat(run(Map.of()).output).isEqualTo(cached.toString());

        var onPath = executable(tools.resolve("consul"));
        assertThat(run(Map.of()).output).isEqualTo(onPath.toString());

        var named = executable(directory.resolve("named"));
        assertThat(run(Map.of("CONSUL_BINARY", named.toString())).output).isEqualTo(named.toString());
    }

    @Test
    void aNamedBinaryThatIsNotOneIsRefused() throws IOException, InterruptedException {
        var outcome = run(Map.of("CONSUL_BINARY", "/nowhere/consul"));

        assertThat(outcome.exit).isEqualTo(1);
        assertThat(outcome.output).isEmpty();
        assertThat(outcome.errors).contains("CONSUL_BINARY: /nowhere/consul").hasLineCount(1);
    }

    @Test
    void whereThereIsNoneAndNoAptOneLineSaysWhatToDo() throws IOException, InterruptedException {
        var outcome = run(Map.of());

        assertThat(outcome.exit).isEqualTo(1);
        assertThat(outcome.output).isEmpty();
        assertThat(outcome.errors)
                .contains("no apt", "put consul on PATH or set CONSUL_BINARY")
                .hasLineCount(1);
    }
}
