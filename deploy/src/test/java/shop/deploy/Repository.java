package shop.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import shop.devstack.ServiceList;

/** The files of this copy of the project. */
final class Repository {
    static final ServiceList LIST = ServiceList.ofThisProject();
    static final List<String> SERVICES = LIST.names();

    private Repository() {}

    /** For parameters of tests. */
    static Stream<String> services() {
        return SERVICES.stream();
    }

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
