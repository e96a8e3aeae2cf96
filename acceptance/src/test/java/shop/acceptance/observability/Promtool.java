package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own judge of rules. */
final class Promtool {
    private final Path binary = Program.require("promtool");

    /** Whether Prometheus would load these rules. */
    void check(List<Path> rules) {
        run("check", "rules", rules);
    }

    /** Runs unit tests of rules. */
    void test(List<Path> tests) {
        run("test", "rules", tests);
    }

    private void run(String verb, String what, List<Path> files) {
        var command = new ArrayList<>(List.of(binary.toString(), verb, what));
        files.forEach(file -> command.add(file.toString()));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(binary + " (cannot be run)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(binary + " (interrupted)", e);
        }
    }
}
