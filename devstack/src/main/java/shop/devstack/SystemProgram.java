package shop.devstack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine, as opposed to one of the project. */
public final class SystemProgram {
    private static final String COMMON = "/usr/sbin:/usr/bin:/sbin:/bin";

    private SystemProgram() {}

    /** Returns the program of this name on the PATH. */
    public static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", COMMON).split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
