package shop.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** What the commands need of the machine. */
final class Shell {
    private Shell() {}

    /**
     * Runs a command line and waits for its end; it shares this process's output.
     *
     * @throws Refusal if it fails
     */
    static void run(String commandLine) {
        try {
            var code = new ProcessBuilder("sh", "-c", commandLine)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new Refusal("command: %s: exit code %d (expected: 0)".formatted(commandLine, code));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("command: " + commandLine, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
