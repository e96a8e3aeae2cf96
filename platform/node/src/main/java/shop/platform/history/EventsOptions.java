package shop.platform.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.commandline.Arguments;

/**
 * The arguments of {@link EventsCommand}.
 *
 * @param entity type, such as {@code user}
 * @param id of the entity
 * @param wanted which part of its history
 * @param reason to show personal data; empty: it is withheld
 * @param json whether each event is one line of JSON
 */
record EventsOptions(String entity, String id, Wanted wanted, Optional<String> reason, boolean json) {
    static final String USAGE =
            "ENTITY ID [--at TIME | --revision N | --diff N..M | --follow] [--reveal REASON] [--json]";

    /** The audit keeps it for as long as its entries. */
    private static final int MAX_REASON = 200;

    private static final Set<String> VALUED = Set.of("--at", "--revision", "--diff", "--reveal");
    private static final Set<String> PARTS = Set.of("--at", "--revision", "--diff", "--follow");

    /** A part of a history. */
    sealed interface Wanted {}

    /** @param followed whether to wait for what comes after them */
    record Events(boolean followed) implements Wanted {}

    /** The state that the entity had at this time, by the clocks of the nodes that wrote its events. */
    record At(Instant time) implements Wanted {}

    /** The state that had this revision; with {@code until}, what was different then. */
    record Revision(long number, Optional<Long> until) implements Wanted {}

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static EventsOptions parse(List<String> arguments) {
        if (arguments.size() < 2
                || arguments.get(0).startsWith("-")
                || arguments.get(1).startsWith("-")) {
            throw new IllegalArgumentException("events: " + String.join(" ", arguments) + " (expected: " + USAGE + ")");
        }
        var line = Arguments.parse(arguments, Set.of("--follow", "--json"), VALUED, USAGE)
                .withWords(2, USAGE);
        var parts = line.given().stream().filter(PARTS::contains).toList();
        if (parts.size() > 1) {
            throw new IllegalArgumentException(
                    parts.get(1) + " (expected: one of --at, --revision, --diff and --follow)");
        }
        return new EventsOptions(
                line.words().get(0),
                line.words().get(1),
                parts.isEmpty() ? new Events(false) : wanted(parts.get(0), line),
                reason(line),
                line.has("--json"));
    }

    private static Wanted wanted(String part, Arguments line) {
        return switch (part) {
            case "--at" -> new At(line.time(part).orElseThrow());
            case "--revision" ->
                new Revision(
                        line.value(part, "a revision, from 1", EventsOptions::revision)
                                .orElseThrow(),
                        Optional.empty());
            case "--diff" ->
                line.value(part, "two revisions, such as 1..3", EventsOptions::difference)
                        .orElseThrow();
            default -> new Events(true);
        };
    }

    private static Optional<String> reason(Arguments line) {
        var expected = "the reason, 1 to %d characters; it goes into the audit".formatted(MAX_REASON);
        var reason = line.value(
                "--reveal",
                expected,
                words -> Optional.of(words).filter(text -> !text.isBlank() && !text.startsWith("--")));
        reason.filter(text -> text.length() > MAX_REASON).ifPresent(text -> {
            throw Arguments.wrong("--reveal", text.length() + " characters", expected);
        });
        return reason;
    }

    private static Optional<Revision> difference(String text) {
        var ends = text.split("\\.\\.", -1);
        return ends.length == 2
                ? revision(ends[0])
                        .flatMap(from -> revision(ends[1]).map(until -> new Revision(from, Optional.of(until))))
                : Optional.empty();
    }

    private static Optional<Long> revision(String text) {
        return Arguments.parseNumber(text, 1, Integer.MAX_VALUE).map(Integer::longValue);
    }
}
