package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.Devstack;

/** Runs what the README tells its reader to paste: every block marked {@code sh} under the heading "Try it". */
@ExtendWith(SharedSystem.class)
class ReadmeIT {
    private static final Pattern SECTION = Pattern.compile("(?ms)^## Try it$(.*?)(?=^## |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh$\\n(.*?)^```$");

    @Test
    void theCommandsOfTheReadmeDoWhatTheySay(Devstack stack, @TempDir Path home) throws Exception {
        var blocks = blocks(Files.readString(Path.of("..", "README.md")));

        assertThat(blocks).as("blocks marked sh under \"Try it\"").isNotEmpty();
        var pasted = new Pasted(stack, home);
        for (var block : blocks) {
            var outcome = pasted.run(block);
            assertThat(outcome.exitCode())
                    .as("%s%nprinted: %s%nand exited with", block, outcome.output())
                    .isZero();
            assertThat(outcome.output())
                    .as(block)
                    .contains("Ada Lovelace", "ORDER_STATUS_CONFIRMED")
                    .doesNotContain("NOT_FOUND", "UNAUTHENTICATED", "UNIMPLEMENTED", "UNAVAILABLE", "INTERNAL");
        }
    }

    private static List<String> blocks(String readme) {
        return SECTION.matcher(readme)
                .results()
                .flatMap(section -> BLOCK.matcher(section.group(1)).results())
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
