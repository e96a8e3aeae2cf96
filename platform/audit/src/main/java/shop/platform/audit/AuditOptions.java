package shop.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import shop.commandline.Arguments;

/** The arguments of {@link AuditCommand}. */
sealed interface AuditOptions {

    /** @param witness a checkpoint that was kept elsewhere */
    record Verify(Optional<Link> witness) implements AuditOptions {}

    record Export(Instant since, Instant until) implements AuditOptions {}

    record Retain(Duration olderThan) implements AuditOptions {}

    Pattern CHECKPOINT = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** Later than any entry, and before what PostgreSQL can hold. */
    Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static AuditOptions parse(List<String> arguments) {
        var command = arguments.isEmpty() ? "" : arguments.get(0);
        return switch (command) {
            case "verify" -> verify(options(arguments, "--checkpoint"));
            case "export" -> export(options(arguments, "--since", "--until"));
            case "retain" -> retain(options(arguments, "--older-than"));
            default ->
                throw Arguments.wrong(
                        "command",
                        command,
                        "verify [--checkpoint NUMBER:HASH], export [--since TIME] [--until TIME], or retain --older-than 400d");
        };
    }

    private static Arguments options(List<String> arguments, String... known) {
        var usage = String.join(" or ", known);
        return Arguments.parse(arguments, Set.of(), Set.of(known), usage).withWords(1, usage);
    }

    private static AuditOptions verify(Arguments line) {
        return new Verify(line.value("--checkpoint", "number:hash, as a node has logged it", AuditOptions::link));
    }

    private static Optional<Link> link(String text) {
        var matcher = CHECKPOINT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Link(
                        Long.parseLong(matcher.group(1)), HexFormat.of().parseHex(matcher.group(2))))
                : Optional.empty();
    }

    private static AuditOptions export(Arguments line) {
        return new Export(
                line.time("--since").orElse(Instant.EPOCH), line.time("--until").orElse(NEVER));
    }

    private static AuditOptions retain(Arguments line) {
        var expected = "days, such as 400d";
        return new Retain(line.duration("--older-than", Duration.ofDays(1), expected)
                .orElseThrow(() -> Arguments.wrong("--older-than", "nothing", expected)));
    }
}
