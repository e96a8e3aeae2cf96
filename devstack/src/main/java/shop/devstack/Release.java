package shop.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which code of ours a node runs: this build's, or that of an earlier release, whose jars are kept in a folder. Libraries are
 * always this build's.
 *
 * @param folder of jars; empty: this build
 * @param testMain a main class among the service's tests, to run in place of its own; empty: its own
 */
public record Release(Optional<Path> folder, Optional<String> testMain) {
    /** What this project has just built. */
    public static final Release BUILT = new Release(Optional.empty(), Optional.empty());

    /** Both end with the same names of modules; of a release only its own may be on the class path. */
    private static final Pattern OUR_LIBRARIES =
            Pattern.compile("(contract|platform(-[a-z]+)?|akka-discovery-consul)-\\d.*");

    /** @param folder with the jars of the services and of the modules that they stand on */
    public static Release in(Path folder) {
        return new Release(Optional.of(folder.toAbsolutePath()), Optional.empty());
    }

    /** What this project has just built, started and changed by a class among the service's tests. */
    public static Release ofTest(String mainClass) {
        return new Release(Optional.empty(), Optional.of(mainClass));
    }

    /**
     * The class path of a service.
     *
     * @param target where the build has put the service's jar, and its libraries in {@code lib}
     * @throws IllegalStateException if there is no such jar
     */
    String classPath(Path target, String service) {
        if (folder.isEmpty()) {
            var built = jar(target, service) + ":" + target.resolve("lib") + "/*";
            return testMain.isEmpty() ? built : built + ":" + target.resolve("test-classes");
        }
        var release = folder.get();
        var ours = jars(release).filter(jar -> OUR_LIBRARIES.matcher(name(jar)).matches());
        var libraries = jars(target.resolve("lib"))
                .filter(jar -> !OUR_LIBRARIES.matcher(name(jar)).matches());
        return Stream.of(Stream.of(jar(release, service)), ours, libraries)
                .flatMap(jars -> jars)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static Path jar(Path folder, String service) {
        return jars(folder)
                .filter(jar -> name(jar).startsWith(service + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "folder: " + folder + " (expected: a " + service + " jar; ./run builds it)"));
    }

    private static Stream<Path> jars(Path folder) {
        try (var files = Files.list(folder)) {
            List<Path> jars =
                    files.filter(file -> name(file).endsWith(".jar")).sorted().toList();
            return jars.stream();
        } catch (IOException e) {
            throw new IllegalStateException("folder: " + folder + " (expected: built; ./run does so)", e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
