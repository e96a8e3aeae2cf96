package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where Consul's binary is, by the word of {@code devstack/bin/consul}, which is asked once. */
final class ConsulBinary {
    private static Optional<Path> found;

    private ConsulBinary() {}

    static synchronized Optional<Path> find() {
        if (found == null) {
            found = askScript();
        }
        return found;
    }

    static Path require() {
        return find().orElseThrow(() -> new IllegalStateException("Consul: no binary (see devstack/bin/consul)"));
    }

    private static Optional<Path> askScript() {
        try {
            var process = new ProcessBuilder("bash", script().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.of(Path.of(answer)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("devstack/bin/consul (cannot be run)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("devstack/bin/consul (interrupted)", e);
        }
    }

    /** The script lies in the module's directory, above the classes or the jar that this class was loaded from. */
    private static Path script() {
        try {
            var location =
                    ConsulBinary.class.getProtectionDomain().getCodeSource().getLocation();
            for (var at = Path.of(location.toURI()); at != null; at = at.getParent()) {
                var script = at.resolve("bin").resolve("consul");
                if (Files.isExecutable(script)) {
                    return script;
                }
            }
            throw new IllegalStateException(location + " (expected: below a directory with bin/consul)");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
