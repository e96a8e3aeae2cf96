package shop.user.query;

import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.QueryOutput;

/**
 * Shows an operator what is to be settled between users, by their ids only. With the settings of the service's nodes. Exit code 0: done;
 * 1: it could not be done; 2: not understood.
 */
public final class UsersCommand {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String COLLISIONS = """
            select user_id, array_to_string(others, ' ') as others, since from shared_email order by since, user_id
            """;

    private UsersCommand() {}

    public static void main(String[] arguments) {
        try (var connection = DatabaseSettings.from(ConfigFactory.load()).connect()) {
            System.exit(run(connection, System.out, List.of(arguments)));
        } catch (SQLException | RuntimeException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    /** Returns the exit code. */
    static int run(Connection connection, PrintStream out, List<String> arguments) throws SQLException {
        if (!arguments.equals(List.of("collisions"))) {
            out.printf("command: %s (expected: collisions)%n", String.join(" ", arguments));
            return USAGE;
        }
        new QueryOutput(connection, out).show("Users who share an e-mail address", COLLISIONS);
        return 0;
    }
}
