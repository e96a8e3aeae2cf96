package shop.acceptance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import shop.devstack.Devstack;

/**
 * Runs commands that a page gives its reader to paste, on a running system: with its ports, from the top of the repository, and where it is
 * secure by {@code https} and with what the page says that {@code curl} then needs.
 */
final class Pasted {

    /** What became of commands; the first that failed was the last one. */
    record Outcome(int exitCode, String output) {}

    private final Devstack stack;
    private final Map<String, String> environment;

    /**
     * @param home an empty folder, for {@code curl}'s settings
     */
    Pasted(Devstack stack, Path home) throws IOException {
        this.stack = stack;
        Files.write(home.resolve(".curlrc"), Access.of(stack).curlSettings("user-service"));
        this.environment = Map.of(
                "CURL_HOME", home.toString(),
                "API", "127.0.0.1:" + stack.node("user-service", 0).port(),
                "NODE", "127.0.0.1:" + stack.node("user-service", 0).managementPort(),
                "CONSUL", "127.0.0.1:" + consulPort());
    }

    Outcome run(String commands) throws IOException, InterruptedException {
        var process = bash("-euo", "pipefail", "-c", here(commands))
                .redirectInput(new File("/dev/null"))
                .start();
        var output = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), output);
    }

    /** One terminal, in which what is pasted first is known to what is pasted next. */
    Terminal terminal() throws IOException {
        return new Terminal(bash("-uo", "pipefail").start());
    }

    private ProcessBuilder bash(String... arguments) {
        var builder = new ProcessBuilder(
                        Stream.concat(Stream.of("bash"), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .directory(Path.of("..").toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    final class Terminal implements AutoCloseable {
        private static final String END = "--- end of what was pasted, exit code ";

        private final Process bash;
        private final BufferedReader printed;

        private Terminal(Process bash) {
            this.bash = bash;
            printed = bash.inputReader();
        }

        Outcome paste(String commands) throws IOException {
            var input = bash.outputWriter();
            input.write(here(commands) + "\npasted=$?; echo; echo \"" + END + "$pasted\"\n");
            input.flush();
            var output = new StringBuilder();
            for (var line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.startsWith(END)) {
                    return new Outcome(Integer.parseInt(line.substring(END.length())), output.toString());
                }
                output.append(line).append('\n');
            }
            throw new IOException("the terminal ended: " + output);
        }

        @Override
        public void close() {
            bash.destroyForcibly();
        }
    }

    private String here(String commands) {
        var users = stack.node("user-service", 0);
        var withPorts = commands.replace(
                        ":8081", ":" + stack.node("order-service", 0).port())
                .replace(":8080", ":" + users.port())
                .replace(":8558", ":" + users.managementPort())
                .replace(":8500", ":" + consulPort());
        return stack.tls().isEmpty()
                ? withPorts
                : withPorts.replaceAll("http://(?!\\$CONSUL|127\\.0\\.0\\.1:" + consulPort() + ")", "https://");
    }

    private int consulPort() {
        return stack.consul().map(agent -> agent.port()).orElse(8500);
    }
}
