package shop.discovery.consul.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import shop.discovery.consul.ConsulException;

/** The ACL token or the file that holds it; it never shows itself in a log. */
public final class Token {
    private final Optional<String> value;
    private final Optional<Path> file;

    private Token(Optional<String> value, Optional<Path> file) {
        this.value = value;
        this.file = file;
    }

    static Token of(Optional<String> value, Optional<Path> file) {
        if (value.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException("token and token-file (expected: one of them)");
        }
        return new Token(value, file);
    }

    /** Whether {@link #read} blocks. */
    boolean isFile() {
        return file.isPresent();
    }

    /**
     * The token as it is now; empty if none is set.
     *
     * @throws ConsulException if its file cannot be read
     */
    public Optional<String> read() {
        return file.map(Token::read).or(() -> value);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConsulException(
                    ConsulException.NO_ANSWER, "consul: token-file: " + file + " (expected: a readable file)", e);
        }
    }

    @Override
    public String toString() {
        return file.map(path -> "Token(file " + path + ")").orElse(value.isPresent() ? "Token(hidden)" : "Token(none)");
    }
}
