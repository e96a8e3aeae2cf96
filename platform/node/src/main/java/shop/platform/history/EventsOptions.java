package shop.platform.history;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * What {@link EventsCommand} was asked for.
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
        Optional<Wanted> wanted = Optional.empty();
        Optional<String> reason = Optional.empty();
        var json = false;
        var rest = arguments.subList(2, arguments.size()).iterator();
        while (rest.hasNext()) {
            var option = rest.next();
            if (option.equals("--json")) {
                json = true;
                continue;
            }
            if (option.equals("--reveal")) {
                reason = Optional.of(reason(rest.hasNext() ? rest.next() : ""));
                continue;
            }
            if (wanted.isPresent()) {
                throw new IllegalArgumentException(
                        option + " (expected: one of --at, --revision, --diff and --follow)");
            }
            wanted = Optional.of(
                    switch (option) {
                        case "--follow" -> new Events(true);
                        case "--at" -> new At(time(rest.hasNext() ? rest.next() : ""));
                        case "--revision" ->
                            new Revision(number(option, rest.hasNext() ? rest.next() : ""), Optional.empty());
                        case "--diff" -> difference(rest.hasNext() ? rest.next() : "");
                        default ->
                            throw new IllegalArgumentException("option: " + option + " (expected: " + USAGE + ")");
                    });
        }
        return new EventsOptions(arguments.get(0), arguments.get(1), wanted.orElse(new Events(false)), reason, json);
    }

    private static String reason(String words) {
        if (words.isBlank() || words.startsWith("--") || words.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "--reveal: %s (expected: the reason, 1 to %d characters; it goes into the audit)"
                            .formatted(
                                    words.length() > MAX_REASON ? words.length() + " characters" : words, MAX_REASON));
        }
        return words;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--at: " + text + " (expected: such as 2026-01-31T10:00:00Z)", e);
        }
    }

    private static Revision difference(String text) {
        var ends = text.split("\\.\\.", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("--diff: " + text + " (expected: two revisions, such as 1..3)");
        }
        return new Revision(number("--diff", ends[0]), Optional.of(number("--diff", ends[1])));
    }

    private static long number(String option, String text) {
        try {
            var number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As a number that is none.
        }
        throw new IllegalArgumentException(option + ": " + text + " (expected: a revision, from 1)");
    }
}
