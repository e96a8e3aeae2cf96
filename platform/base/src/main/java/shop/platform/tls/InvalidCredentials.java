package shop.platform.tls;

import java.nio.file.Path;

/** A file of {@code shop.tls} that cannot be used. The message is one line that names the setting and the file, and never tells what is in it. */
public final class InvalidCredentials extends RuntimeException {
    InvalidCredentials(String setting, Path file, String expected, Throwable cause) {
        super(setting + ": " + file + " (expected: " + expected + ")", cause);
    }
}
