package shop.acceptance.observability;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A program from Prometheus' world, where {@code deploy/observability/program} finds it. */
public final class Program {
    private Program() {}

    /**
     * Where the program is; it may be fetched to find out. A test that needs it is skipped where there is none.
     *
     * @throws IllegalStateException if there is none and the environment says {@code CI=true}
     */
    public static Path require(String name) {
        var script = ObservabilityFiles.OBSERVABILITY.resolve("program");
        try {
            var process = new ProcessBuilder(script.toString(), name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes()).strip();
            var found = process.waitFor() == 0;
            if (!found && "true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(name + ": none (expected: one, since CI=true)");
            }
            assumeTrue(found, () -> "no " + name + " on this machine");
            return Path.of(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(script + " (cannot be run)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(script + " (interrupted)", e);
        }
    }
}
