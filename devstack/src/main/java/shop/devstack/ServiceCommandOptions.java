package shop.devstack;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ./run audit}, {@code ./run database}, {@code ./run projection} or {@code ./run users} was asked for.
 *
 * @param service empty: all
 * @param portOffset of the system that was started here
 * @param command for the services' own program, which knows its words
 */
record ServiceCommandOptions(Program program, String service, int portOffset, List<String> command) {

    /** A program that comes with the services. */
    enum Program {
        DATABASE("shop.platform.journal.DatabaseCommand", "look, end PID, or rollback GID", ""),
        AUDIT("shop.platform.audit.AuditCommand", "verify, export or retain", ""),
        PROJECTION("shop.platform.projection.ProjectionCommand", "list, reset NAME, or after-restore", ""),
        USERS("shop.user.query.UsersCommand", "collisions", "user-service");

        private final String main;
        private final String commands;
        /** The one that it comes with; empty: all do. */
        private final String service;

        Program(String main, String commands, String service) {
            this.main = main;
            this.commands = commands;
            this.service = service;
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
        return Stream.of(service, program.service).allMatch(only -> only.isEmpty() || only.equals(name));
    }

    private static Program program(String word) {
        return switch (word) {
            case "audit" -> Program.AUDIT;
            case "projection" -> Program.PROJECTION;
            case "database" -> Program.DATABASE;
            case "users" -> Program.USERS;
            default ->
                throw new IllegalArgumentException(
                        "program: " + word + " (expected: audit, database, projection or users)");
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
