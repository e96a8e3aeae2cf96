package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What starts the system on somebody's machine needs no more than bash 3.2 and the tools of BSD, as on macOS. */
class PortableScriptsTest {
    private static final Path PROJECT = Path.of("..");

    private static final Pattern FROM_BASH_4 = Pattern.compile(
            "\\b(mapfile|readarray|coproc)\\b|\\b(declare|local|typeset) -[a-z]*[An]|\\$\\{\\w+(,,?|\\^\\^?)|&>>|\\|&|;;&");

    /** Refuse what the tools of BSD refuse, or take otherwise. */
    private static final Map<String, String> LIKE_BSD = Map.of(
            "readlink", "case \"$1\" in -*) echo \"readlink: illegal option $1\" >&2; exit 1;; esac",
            "find", "for a; do case $a in -quit|-printf) echo \"find: $a: unknown primary\" >&2; exit 1;; esac; done",
            "sed", "for a; do case $a in -r|--*|*[^\\;]'p}'*) echo \"sed: not for BSD: $a\" >&2; exit 1;; esac; done",
            "head", "case \"$1\" in --*) echo \"head: illegal option\" >&2; exit 1;; esac");

    @ParameterizedTest
    @ValueSource(strings = {"run", "bench/run", "deploy/certificates/make"})
    void noScriptAsksForBash4(String script) throws IOException {
        assertThat(Files.readString(PROJECT.resolve(script))).doesNotContainPattern(FROM_BASH_4);
    }

    @Test
    void theHelpIsShownWithToolsOfBsdAndByALink(@TempDir Path folder) throws IOException, InterruptedException {
        var tools = Files.createDirectories(folder.resolve("bin"));
        for (var tool : LIKE_BSD.entrySet()) {
            var shim = tools.resolve(tool.getKey());
            Files.writeString(
                    shim, "#!/bin/sh\n%s\nPATH=${PATH#*:} exec %s \"$@\"\n".formatted(tool.getValue(), tool.getKey()));
            assertThat(shim.toFile().setExecutable(true)).isTrue();
        }
        var link = Files.createSymbolicLink(
                folder.resolve("start"), PROJECT.resolve("run").toAbsolutePath().normalize());

        var builder = new ProcessBuilder(link.toString(), "--help").redirectErrorStream(true);
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("--port-offset N").doesNotContain("illegal", "not for BSD", "unknown primary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Linux amd64", "Linux aarch64", "Mac OS X x86_64", "Mac OS X aarch64"})
    void thereIsAPostgresqlForEveryDesk(String platform) {
        assertThat(PostgresBinaries.archive(platform)).isPresent();
    }
}
