package shop.devstack;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What {@code ./run} was asked for.
 *
 * @param nodes of each service
 * @param fresh whether to forget the state of the runs before
 * @param consul whether to find or fetch Consul
 * @param portOffset added to every port, for a second copy of the project beside a running one
 */
record LauncherOptions(int nodes, boolean fresh, boolean consul, int portOffset) {
    private static final int MAX_PORT_OFFSET = 35_000;

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static LauncherOptions parse(List<String> arguments) {
        var options = new LauncherOptions(1, false, true, 0);
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var option = rest.pop();
            options = switch (option) {
                case "--fresh" -> new LauncherOptions(options.nodes, true, options.consul, options.portOffset);
                case "--no-consul" -> new LauncherOptions(options.nodes, options.fresh, false, options.portOffset);
                case "--nodes" ->
                    new LauncherOptions(
                            number(option, rest.poll(), 1, Topology.MAX_NODES),
                            options.fresh,
                            options.consul,
                            options.portOffset);
                case "--port-offset" ->
                    new LauncherOptions(
                            options.nodes,
                            options.fresh,
                            options.consul,
                            number(option, rest.poll(), 0, MAX_PORT_OFFSET));
                default ->
                    throw new IllegalArgumentException("option: " + option
                            + " (expected: --nodes N, --fresh, --no-consul, --port-offset N or --help)");
            };
        }
        return options;
    }

    private static int number(String option, String value, int least, int most) {
        try {
            var number = Integer.parseInt(String.valueOf(value));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "%s: %s (expected: %d to %d)".formatted(option, value == null ? "nothing" : value, least, most));
    }
}
