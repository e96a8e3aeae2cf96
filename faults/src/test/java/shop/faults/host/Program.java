package shop.faults.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command to its end. */
final class Program {
    private Program() {}

    /**
     * Returns what the command has written.
     *
     * @throws IllegalStateException with its output when it fails
     */
    static String run(List<String> command) {
        return run(command, "");
    }

    static String run(List<String> command, String input) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("command: " + String.join(" ", command) + " (failed): " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("command: " + String.join(" ", command) + " (expected: to start)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("command: " + String.join(" ", command) + " (interrupted)", e);
        }
    }
}
