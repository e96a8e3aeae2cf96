package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.sql.DriverManager;
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

    private static final Pattern SQL = Pattern.compile("psql \\$DB -c (?:\"([^\"]+)\"|'([^']+)')");
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
        var queries = commands(SQL);

        assertThat(queries).hasSizeGreaterThan(5);
        try (var connection = DriverManager.getConnection(stack.postgres().jdbcUrl("shop_orders"));
                var statement = connection.createStatement()) {
            for (var query : queries) {
                var sql = query.substring(query.indexOf("-c ") + 4, query.length() - 1);
                assertThatCode(() -> statement.execute(sql)).as(sql).doesNotThrowAnyException();
            }
        }
    }

    private static List<String> commands(Pattern pattern) {
        return Runbooks.texts().stream()
                .flatMap(text -> pattern.matcher(text).results().map(MatchResult::group))
                .filter(command -> !PLACEHOLDER.matcher(command).find())
                .distinct()
                .toList();
    }
}
