package shop.devstack;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ./run audit} was asked for.
 *
 * @param service empty: all
 * @param portOffset of the system that was started here
 * @param command for the services' own program, which knows its words
 */
record AuditOptions(String service, int portOffset, List<String> command) {

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static AuditOptions parse(List<String> arguments) {
        var service = "";
        var portOffset = 0;
        var command = new ArrayList<String>();
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            var word = rest.next();
            switch (word) {
                case "--service" -> service = rest.hasNext() ? rest.next() : "";
                case "--port-offset" -> portOffset = number(rest.hasNext() ? rest.next() : "");
                default -> command.add(word);
            }
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("./run audit: no command (expected: verify, export or retain)");
        }
        return new AuditOptions(service, portOffset, List.copyOf(command));
    }

    boolean concerns(String name) {
        return service.isEmpty() || service.equals(name);
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port-offset: " + value + " (expected: a number)", e);
        }
    }
}
