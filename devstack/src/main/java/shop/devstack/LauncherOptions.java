package shop.devstack;

import java.util.List;
import java.util.Set;
import shop.commandline.Arguments;

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
    static final int MAX_PORT_OFFSET = 35_000;
    private static final String USAGE =
            "demo, --nodes N, --fresh, --secure, --no-consul, --fast, --port-offset N or --help";

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static LauncherOptions parse(List<String> arguments) {
        var flags = Set.of("--fresh", "--secure", "--no-consul", "--fast");
        var line = Arguments.parse(arguments, flags, Set.of("--nodes", "--port-offset"), USAGE)
                .withWords(1, USAGE);
        var demo = line.words().contains("demo");
        line.words().stream().filter(word -> !word.equals("demo")).findFirst().ifPresent(word -> {
            throw Arguments.wrong("option", word, USAGE);
        });
        int nodes = line.number("--nodes", 1, Topology.MAX_NODES).orElse(1);
        var secure = line.has("--secure");
        if (demo && nodes > 1) {
            throw new IllegalArgumentException(
                    "--nodes: " + nodes + " (expected: 1 with demo, which kills the only one)");
        }
        if (demo && secure) {
            throw new IllegalArgumentException("--secure: with demo (expected: one of them)");
        }
        return new LauncherOptions(
                demo,
                nodes,
                line.has("--fresh"),
                secure,
                !line.has("--no-consul"),
                line.has("--fast"),
                line.number("--port-offset", 0, MAX_PORT_OFFSET).orElse(0));
    }
}
