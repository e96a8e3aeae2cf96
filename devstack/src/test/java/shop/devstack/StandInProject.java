package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.postgresql.Driver;

/** A folder laid out as the project is after a build, with the stand-in as its user-service. */
final class StandInProject {
    private StandInProject() {}

    static Path in(Path folder) {
        try {
            var target = Files.createDirectories(folder.resolve("user-service").resolve("target"));
            Files.copy(
                    location(Driver.class),
                    Files.createDirectories(target.resolve("lib")).resolve("postgresql.jar"));
            writeJar(target.resolve("user-service-0.1.0.jar"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeJar(Path jar) throws IOException {
        var name = shop.user.Main.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name));
            Files.copy(location(shop.user.Main.class).resolve(name), out);
            out.closeEntry();
        }
    }

    private static Path location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
