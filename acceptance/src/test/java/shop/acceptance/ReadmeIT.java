package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

/** Runs what the README tells its reader to paste: every block marked {@code sh} under the heading "Try it". */
@Tag(SharedSystem.OPEN_ONLY)
@ExtendWith(SharedSystem.class)
class ReadmeIT {
    private static final Pattern SECTION = Pattern.compile("(?ms)^## Try it$(.*?)(?=^## |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh$\\n(.*?)^```$");

    @Test
    void theCommandsOfTheReadmeDoWhatTheySay(Devstack stack) throws Exception {
        var blocks = blocks(Files.readString(Path.of("..", "README.md")));

        assertThat(blocks).as("blocks marked sh under \"Try it\"").isNotEmpty();
        for (var block : blocks) {
            var script = block.replace(
                            ":8080", ":" + stack.node("user-service", 0).port())
                    .replace(":8081", ":" + stack.node("order-service", 0).port());
            var output = bash(script);
            assertThat(output)
                    .as(script)
                    .contains("Ada Lovelace", "ORDER_STATUS_CONFIRMED")
                    .doesNotContain("NOT_FOUND", "UNIMPLEMENTED", "UNAVAILABLE", "INTERNAL");
        }
    }

    private static List<String> blocks(String readme) {
        return SECTION.matcher(readme)
                .results()
                .flatMap(section -> BLOCK.matcher(section.group(1)).results())
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    /** What it prints; fails unless every command of it succeeds. */
    private static String bash(String script) throws IOException, InterruptedException {
        var process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as("%s%nprinted: %s%nand exited with", script, output)
                .isZero();
        return output;
    }
}
