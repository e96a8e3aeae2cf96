package shop.platform.cluster;

import com.typesafe.config.ConfigException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Reports that the node must not start. The message is one line that says what to change; a stack trace would add
 * nothing.
 */
public final class InvalidConfiguration extends RuntimeException {
    public InvalidConfiguration(String message) {
        super(message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(""), null, false, false);
    }

    /** Converts the configuration library's exceptions, whose messages name file and setting, to this one. */
    static <T> T translate(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ConfigException | UncheckedIOException e) {
            throw new InvalidConfiguration(e.getMessage());
        }
    }
}
