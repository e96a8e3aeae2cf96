package shop.devstack;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What {@code ./run} was asked for.
 *
 * @param demo whether to play the story instead of staying
 * @param nodes of each service
 * @param fresh whether to forget the state of the runs before
 * @param secure whether to run with TLS, tokens and access rules, as in production
 * @param consul whether to find or fetch Consul
 * @param fast whether nodes compile their code as in production, which takes longer to get ready
 * @param portOffset added to every port, for a second copy of the project beside a running one
 */
record LauncherOptions(
        boolean demo, int nodes, boolean fresh, boolean secure, boolean consul, boolean fast, int portOffset) {
    private static final int MAX_PORT_OFFSET = 35_000;

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static LauncherOptions parse(List<String> arguments) {
        var demo = false;
        var nodes = 1;
        var fresh = false;
        var secure = false;
        var consul = true;
        var fast = false;
        var portOffset = 0;
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var option = rest.pop();
            switch (option) {
                case "demo" -> demo = true;
                case "--fresh" -> fresh = true;
                case "--secure" -> secure = true;
                case "--no-consul" -> consul = false;
                case "--fast" -> fast = true;
                case "--nodes" -> nodes = number(option, rest.poll(), 1, Topology.MAX_NODES);
                case "--port-offset" -> portOffset = number(option, rest.poll(), 0, MAX_PORT_OFFSET);
                default ->
                    throw new IllegalArgumentException(
                            "option: " + option
                                    + " (expected: demo, --nodes N, --fresh, --secure, --no-consul, --fast, --port-offset N or --help)");
            }
        }
        if (demo && nodes > 1) {
            throw new IllegalArgumentException(
                    "--nodes: " + nodes + " (expected: 1 with demo, which kills the only one)");
        }
        if (demo && secure) {
            throw new IllegalArgumentException("--secure: with demo (expected: one of them)");
        }
        return new LauncherOptions(demo, nodes, fresh, secure, consul, fast, portOffset);
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
