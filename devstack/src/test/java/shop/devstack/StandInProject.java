package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/** A folder laid out as the project is after a build, with two services, which are stand-ins. */
final class StandInProject {
    private static final String SERVICES =
            list("user-service", "shop.user.Main", 0) + list("order-service", "shop.order.Main", 1);

    private StandInProject() {}

    private static String list(String name, String main, int index) {
        return """
                .main = %s
                .api = stand.In
                .port = %d
                .management-port = %d
                .artery-port = %d
                .database = %s
                .migrations = none
                .entities =
                .topics =
                .consumes =
                .calls =
                .roles = admin
                .programs =
                """.formatted(main, 8080 + index, 8558 + index, 25520 + index, name.replace("-service", "s"))
                .lines()
                .map(line -> name + line + "\n")
                .collect(Collectors.joining());
    }

    static Path in(Path folder) {
        try {
            Files.writeString(folder.resolve(ServiceList.FILE), SERVICES);
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
