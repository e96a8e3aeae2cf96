package shop.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@link AuditCommand} was asked for. */
sealed interface AuditOptions {

    /** @param witness a checkpoint that was kept elsewhere */
    record Verify(Optional<Link> witness) implements AuditOptions {}

    record Export(Instant since, Instant until) implements AuditOptions {}

    record Retain(Duration olderThan) implements AuditOptions {}

    Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");
    Pattern CHECKPOINT = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** Later than any entry, and before what PostgreSQL can hold. */
    Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static AuditOptions parse(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        var command = rest.isEmpty() ? "" : rest.pop();
        return switch (command) {
            case "verify" -> verify(rest);
            case "export" -> export(rest);
            case "retain" -> retain(rest);
            default ->
                throw new IllegalArgumentException(
                        "command: " + command + " (expected: verify [--checkpoint NUMBER:HASH],"
                                + " export [--since TIME] [--until TIME], or retain --older-than 400d)");
        };
    }

    private static AuditOptions verify(ArrayDeque<String> rest) {
        var witness = Optional.<Link>empty();
        while (!rest.isEmpty()) {
            require(rest.pop(), "--checkpoint");
            var value = String.valueOf(rest.poll());
            var matcher = CHECKPOINT.matcher(value);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "--checkpoint: " + value + " (expected: number:hash, as a node has logged it)");
            }
            witness = Optional.of(
                    new Link(Long.parseLong(matcher.group(1)), HexFormat.of().parseHex(matcher.group(2))));
        }
        return new Verify(witness);
    }

    private static AuditOptions export(ArrayDeque<String> rest) {
        var since = Instant.EPOCH;
        var until = NEVER;
        while (!rest.isEmpty()) {
            var option = rest.pop();
            switch (option) {
                case "--since" -> since = time(option, rest.poll());
                case "--until" -> until = time(option, rest.poll());
                default -> throw unknown(option, "--since or --until");
            }
        }
        return new Export(since, until);
    }

    private static AuditOptions retain(ArrayDeque<String> rest) {
        require(String.valueOf(rest.poll()), "--older-than");
        var value = String.valueOf(rest.poll());
        var matcher = DAYS.matcher(value);
        if (!matcher.matches() || !rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "--older-than: " + value + " (expected: days, such as 400d, and no more)");
        }
        return new Retain(Duration.ofDays(Long.parseLong(matcher.group(1))));
    }

    private static Instant time(String option, String value) {
        try {
            return Instant.parse(String.valueOf(value));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: such as 2026-01-31T00:00:00Z)", e);
        }
    }

    private static void require(String option, String expected) {
        if (!option.equals(expected)) {
            throw unknown(option, expected);
        }
    }

    private static IllegalArgumentException unknown(String option, String expected) {
        return new IllegalArgumentException("option: " + option + " (expected: " + expected + ")");
    }
}
