package shop.devstack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import shop.commandline.Arguments;

/**
 * What {@code ./run audit}, {@code ./run database}, {@code ./run projection} or a service's own program was asked for.
 *
 * @param service empty: all
 * @param portOffset of the system that was started here
 * @param command for the services' own program, which knows its words
 */
record ServiceCommandOptions(Program program, String service, int portOffset, List<String> command) {

    /** Programs that come with every service. */
    private static final List<Program> OF_EVERY_SERVICE = List.of(
            new Program("database", "shop.platform.journal.DatabaseCommand", "look, end PID, or rollback GID", ""),
            new Program("audit", "shop.platform.audit.AuditCommand", "verify, export or retain", ""),
            new Program(
                    "projection",
                    "shop.platform.projection.ProjectionCommand",
                    "list, reset NAME, or after-restore",
                    ""),
            new Program("events", "shop.platform.history.EventsCommand", "ENTITY ID", ""));

    /**
     * A program that comes with the services, or with one of them.
     *
     * @param name as {@code ./run} knows it
     * @param commands that it understands; empty: it says so itself
     * @param service that it comes with; empty: every service
     */
    record Program(String name, String main, String commands, String service) {}

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static ServiceCommandOptions parse(ServiceList services, List<String> arguments) {
        var line = Arguments.pick(arguments, Set.of("--service", "--port-offset"));
        var words = line.words();
        var program = program(services, words.isEmpty() ? "" : words.get(0));
        var command = words.subList(1, words.size());
        if (command.isEmpty() && !program.commands().isEmpty()) {
            throw new IllegalArgumentException(
                    "./run %s: no command (expected: %s)".formatted(program.name(), program.commands()));
        }
        return new ServiceCommandOptions(
                program,
                line.text("--service").orElse(""),
                line.number("--port-offset", 0, LauncherOptions.MAX_PORT_OFFSET).orElse(0),
                command);
    }

    boolean concerns(String name) {
        return Stream.of(service, program.service).allMatch(only -> only.isEmpty() || only.equals(name));
    }

    private static Program program(ServiceList services, String word) {
        Map<String, Program> programs = new LinkedHashMap<>();
        OF_EVERY_SERVICE.forEach(program -> programs.put(program.name(), program));
        services.all()
                .forEach(service -> service.programs()
                        .forEach((name, main) -> programs.put(name, new Program(name, main, "", service.name()))));
        var program = programs.get(word);
        if (program == null) {
            throw new IllegalArgumentException(
                    "program: " + word + " (expected: one of " + String.join(", ", programs.keySet()) + ")");
        }
        return program;
    }
}
