package shop.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the build has made of a module that runs as a process of its own. */
final class BuiltJars {
    private BuiltJars() {}

    /**
     * The module's jar and all that it needs.
     *
     * @throws IllegalStateException if the module is not built
     */
    static String classPath(Path project, String module) {
        var target = project.resolve(module).resolve("target");
        try (var jars = Files.newDirectoryStream(target, module + "-*.jar")) {
            for (var jar : jars) {
                return jar + ":" + target.resolve("lib") + "/*";
            }
        } catch (IOException e) {
            throw new IllegalStateException("folder: " + target + " (expected: built; ./run does so)", e);
        }
        throw new IllegalStateException("folder: " + target + " (expected: a " + module + " jar; ./run builds it)");
    }

    static boolean has(Path project, String module) {
        return Files.isDirectory(project.resolve(module).resolve("target").resolve("lib"));
    }
}
