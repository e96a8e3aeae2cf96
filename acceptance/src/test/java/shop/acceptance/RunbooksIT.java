package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.acceptance.observability.Runbooks;
import shop.devstack.Devstack;

/** The commands of the runbooks ask the system something that it answers; what they change, or need a name for, is not tried. */
@Tag(SharedSystem.OPEN_ONLY)
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RunbooksIT {
    /** Up to where the output is only searched. */
    private static final Pattern CURL = Pattern.compile("curl [^`|\\n]*?(?= *[|`\\n]| {2,}#)");

    private static final Pattern SQL = Pattern.compile("psql \\$DB -c (?:\"([^\"]+)\"|'([^']+)')");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\b(PID|GID|USER_ID|OTHER_NODE)\\b");

    @Test
    void whatTheyAskOfNodesAndConsulIsAnswered(Devstack stack) throws Exception {
        var orders = stack.node("order-service", 0);
        var users = stack.node("user-service", 0);
        var consul = stack.consul().orElseThrow().port();
        var environment = Map.of(
                "NODE", "127.0.0.1:" + users.managementPort(),
                "API", "127.0.0.1:" + users.port(),
                "CONSUL", "127.0.0.1:" + consul);

        var commands = commands(CURL);
        assertThat(commands).hasSizeGreaterThan(10);
        for (var command : commands) {
            var here = command.replace(":8081", ":" + orders.port())
                    .replace(":8080", ":" + users.port())
                    .replace(":8558", ":" + users.managementPort())
                    .replace(":8500", ":" + consul);
            assertThat(bash(here.replaceFirst("^curl", "curl -f"), environment))
                    .as(command)
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

    private static int bash(String command, Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(Path.of("..").toFile());
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }
}
