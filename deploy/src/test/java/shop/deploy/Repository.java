package shop.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of this copy of the project. */
final class Repository {
    static final List<String> SERVICES = List.of("user-service", "order-service");

    private Repository() {}

    static Path path(String path) {
        return Path.of("..").toAbsolutePath().normalize().resolve(path);
    }

    static String text(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
