package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.postgresql.Driver;

/** A folder laid out as the project is after a build, with stand-ins as its services. */
final class StandInProject {
    private StandInProject() {}

    static Path in(Path folder) {
        try {
            for (var service : List.of("user-service", "order-service")) {
                var target = Files.createDirectories(folder.resolve(service).resolve("target"));
                Files.copy(
                        location(Driver.class),
                        Files.createDirectories(target.resolve("lib")).resolve("postgresql.jar"));
                writeJar(target.resolve(service + "-0.1.0.jar"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeJar(Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var main : List.of(shop.user.Main.class, shop.order.Main.class)) {
                var name = main.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                Files.copy(location(main).resolve(name), out);
                out.closeEntry();
            }
        }
    }

    private static Path location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
