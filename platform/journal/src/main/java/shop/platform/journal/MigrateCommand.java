package shop.platform.journal;

import com.typesafe.config.ConfigFactory;

/**
 * Migrates the schema of a service as the role that owns it, for nodes that must not know that role's password ({@code
 * shop.database.migration}). Takes the folder of the service's migrations, such as {@code db/user}, and the settings of
 * its nodes. Exit code 0: the schema is current; 1: the migration failed; 2: wrong arguments.
 */
public final class MigrateCommand {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private MigrateCommand() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println(
                    "arguments: " + arguments.length + " (expected: the folder of migrations, such as db/user)");
            System.exit(USAGE);
        }
        try {
            Migrations.runAsOwner(ConfigFactory.load(), arguments[0]);
        } catch (RuntimeException e) {
            System.err.println(e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
            System.exit(FAILED);
        }
    }
}
