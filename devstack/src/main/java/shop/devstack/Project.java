package shop.devstack;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project on this machine. */
final class Project {
    private Project() {}

    /** Its top folder, searched from the working directory upwards. */
    static Path folder() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw")) && Files.isDirectory(folder.resolve("devstack"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "working directory: " + Path.of("").toAbsolutePath() + " (expected: inside the project)");
    }
}
