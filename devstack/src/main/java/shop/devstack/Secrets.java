package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Files with a secret each, which only their owner may read. */
final class Secrets {
    private static final int BYTES = 48;

    private Secrets() {}

    /** Makes the file, with a new secret of letters and digits, and returns it. */
    static Path make(Path file) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return write(file, Base64.getEncoder().encodeToString(bytes).replaceAll("[+/=]", "x"));
    }

    /** The file, which is made if it is not there. */
    static Path keep(Path file) {
        return Files.exists(file) ? file : make(file);
    }

    /** Writes the file anew. */
    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable by this user)", e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: readable by this user)", e);
        }
    }
}
