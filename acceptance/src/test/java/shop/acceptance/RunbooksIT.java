package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import shop.acceptance.observability.Runbooks;
import shop.devstack.Devstack;

/** The commands of the runbooks ask the system something that it answers; what they change, or need a name for, is not tried. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RunbooksIT {
    /** Up to where the output is only searched. */
    private static final Pattern CURL = Pattern.compile("curl [^`|\\n]*?(?= *[|`\\n]| {2,}#)");

    /** What only asks. */
    private static final Pattern RUN =
            Pattern.compile("\\./run (database look|projection list|users collisions)(?! *\\w)");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\b(PID|GID|USER_ID|OTHER_NODE)\\b");

    @Test
    void whatTheyAskOfNodesAndConsulIsAnswered(Devstack stack, @TempDir Path home) throws Exception {
        var commands = commands(CURL);

        assertThat(commands).hasSizeGreaterThan(10);
        var pasted = new Pasted(stack, home);
        for (var command : commands) {
            var outcome = pasted.run(command.replaceFirst("^curl", "curl -f"));
            assertThat(outcome.exitCode())
                    .as("%s%nprinted: %s%nand exited with", command, outcome.output())
                    .isZero();
        }
    }

    @Test
    void whatTheyAskOfTheDatabaseIsAnswered(Devstack stack) throws Exception {
        var commands = commands(RUN);

        assertThat(commands)
                .containsExactlyInAnyOrder("./run database look", "./run projection list", "./run users collisions");
        for (var command : commands) {
            var words = command.split(" ");
            var process = stack.program("user-service", words[1], words[2])
                    .redirectErrorStream(true)
                    .start();
            var printed = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as("%s: %s", command, printed).isZero();
        }
    }

    @Test
    void nobodyHasToWriteSql() {
        assertThat(Runbooks.texts()).noneMatch(text -> text.contains("psql") || text.matches("(?s).*pg_[a-z_]+\\(.*"));
    }

    private static List<String> commands(Pattern pattern) {
        return Runbooks.texts().stream()
                .flatMap(text -> pattern.matcher(text).results().map(MatchResult::group))
                .filter(command -> !PLACEHOLDER.matcher(command).find())
                .distinct()
                .toList();
    }
}
