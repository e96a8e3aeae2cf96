package shop.platform.cluster;

import com.typesafe.config.ConfigException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** The node must not start. The message is one line that says what to change; the stack trace says nothing more. */
public final class InvalidConfiguration extends RuntimeException {
    public InvalidConfiguration(String message) {
        super(message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(""), null, false, false);
    }

    /** Turns the configuration library's exceptions, whose messages name file and setting, into this one. */
    static <T> T translate(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ConfigException | UncheckedIOException e) {
            throw new InvalidConfiguration(e.getMessage());
        }
    }
}
