package shop.devstack;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ./run audit}, {@code ./run database} or {@code ./run projection} was asked for.
 *
 * @param service empty: all
 * @param portOffset of the system that was started here
 * @param command for the services' own program, which knows its words
 */
record ServiceCommandOptions(Program program, String service, int portOffset, List<String> command) {

    /** A program that comes with every service. */
    enum Program {
        DATABASE("shop.platform.journal.DatabaseCommand", "look, end PID, or rollback GID"),
        AUDIT("shop.platform.audit.AuditCommand", "verify, export or retain"),
        PROJECTION("shop.platform.projection.ProjectionCommand", "list, reset NAME, or after-restore");

        private final String main;
        private final String commands;

        Program(String main, String commands) {
            this.main = main;
            this.commands = commands;
        }

        String main() {
            return main;
        }
    }

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static ServiceCommandOptions parse(List<String> arguments) {
        var rest = arguments.iterator();
        var program = program(rest.hasNext() ? rest.next() : "");
        var service = "";
        var portOffset = 0;
        var command = new ArrayList<String>();
        while (rest.hasNext()) {
            var word = rest.next();
            switch (word) {
                case "--service" -> service = rest.hasNext() ? rest.next() : "";
                case "--port-offset" -> portOffset = number(rest.hasNext() ? rest.next() : "");
                default -> command.add(word);
            }
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("./run %s: no command (expected: %s)"
                    .formatted(program.name().toLowerCase(), program.commands));
        }
        return new ServiceCommandOptions(program, service, portOffset, List.copyOf(command));
    }

    boolean concerns(String name) {
        return service.isEmpty() || service.equals(name);
    }

    private static Program program(String word) {
        return switch (word) {
            case "audit" -> Program.AUDIT;
            case "projection" -> Program.PROJECTION;
            case "database" -> Program.DATABASE;
            default ->
                throw new IllegalArgumentException("program: " + word + " (expected: audit, database or projection)");
        };
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port-offset: " + value + " (expected: a number)", e);
        }
    }
}
