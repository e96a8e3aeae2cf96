package shop.platform.projection;

import java.util.List;

/** The arguments of {@link ProjectionCommand}. */
sealed interface ProjectionOptions {

    record ListAll() implements ProjectionOptions {}

    /** @param awaited whether to wait until everything that was there before is handled again */
    record ResetOne(String name, boolean awaited) implements ProjectionOptions {}

    record AfterRestore() implements ProjectionOptions {}

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static ProjectionOptions parse(List<String> arguments) {
        var command = arguments.isEmpty() ? "" : arguments.get(0);
        var rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        if (command.equals("list") && rest.isEmpty()) {
            return new ListAll();
        }
        if (command.equals("after-restore") && rest.isEmpty()) {
            return new AfterRestore();
        }
        if (command.equals("reset")
                && !rest.isEmpty()
                && rest.size() <= 2
                && !rest.get(0).startsWith("-")) {
            if (rest.size() == 1 || rest.get(1).equals("--no-wait")) {
                return new ResetOne(rest.get(0), rest.size() == 1);
            }
        }
        throw new IllegalArgumentException("command: " + String.join(" ", arguments)
                + " (expected: list, reset NAME [--no-wait], or after-restore)");
    }
}
