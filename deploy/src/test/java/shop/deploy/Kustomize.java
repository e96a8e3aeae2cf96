package shop.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shop.devstack.SystemProgram;

/** Builds a folder of manifests as {@code kubectl apply -k} does, without a cluster. */
final class Kustomize {
    private static final long BOUND_SECONDS = 60;

    private Kustomize() {}

    /** Whether this machine can build any. In CI it always can, or has to say why not. */
    static boolean available() {
        return System.getenv("CI") != null || command().isPresent();
    }

    /** The objects of {@code deploy/kubernetes/<folder>}, in YAML. */
    static String build(String folder) {
        var command = command()
                .orElseThrow(
                        () -> new IllegalStateException("kubectl: none on PATH (expected: from 1.30; or kustomize)"));
        try {
            var output = Files.createTempFile("kustomize", ".yaml");
            var errors = Files.createTempFile("kustomize", ".txt");
            try {
                var build = new ProcessBuilder(command.get(0), command.get(1), folder)
                        .directory(Repository.path("deploy/kubernetes").toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                if (!build.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || build.exitValue() != 0) {
                    build.destroyForcibly();
                    throw new IllegalStateException(folder + " cannot be built: " + Files.readString(errors));
                }
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new IllegalStateException(folder + " cannot be built", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while building " + folder, e);
        }
    }

    private static Optional<List<String>> command() {
        return Optional.ofNullable(System.getenv("KUBECTL"))
                .or(() -> SystemProgram.onPath("kubectl").map(Path::toString))
                .map(kubectl -> List.of(kubectl, "kustomize"))
                .or(() -> SystemProgram.onPath("kustomize").map(kustomize -> List.of(kustomize.toString(), "build")));
    }
}
