package shop.commandline;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The words and options of a command line, in any order. An option begins with two hyphens and has a value, unless it is a flag. Where
 * one is given more than once, the last counts. Every method throws {@link IllegalArgumentException} with a message for a person at a
 * terminal: {@code name: value (expected: …)}. Immutable.
 */
public final class Arguments {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final String NOTHING = "nothing";

    private record Option(String name, Optional<String> value) {}

    private final List<String> words;
    private final List<Option> options;

    private Arguments(List<String> words, List<Option> options) {
        this.words = List.copyOf(words);
        this.options = List.copyOf(options);
    }

    /**
     * Reads a command line that has no other options than these.
     *
     * @param flags options without a value
     * @param valued options with one
     * @param usage what the program expects, shown when it finds another option
     */
    public static Arguments parse(List<String> arguments, Set<String> flags, Set<String> valued, String usage) {
        var read = read(arguments, flags, valued);
        read.words.stream().filter(word -> word.startsWith("-")).findFirst().ifPresent(other -> {
            throw wrong("option", other, usage);
        });
        return read;
    }

    /** Reads these options, and leaves all others among the words, in their order: they are for somebody else. */
    public static Arguments pick(List<String> arguments, Set<String> valued) {
        return read(arguments, Set.of(), valued);
    }

    private static Arguments read(List<String> arguments, Set<String> flags, Set<String> valued) {
        var words = new ArrayList<String>();
        var options = new ArrayList<Option>();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            var argument = rest.next();
            if (flags.contains(argument)) {
                options.add(new Option(argument, Optional.empty()));
            } else if (valued.contains(argument)) {
                options.add(new Option(argument, rest.hasNext() ? Optional.of(rest.next()) : Optional.empty()));
            } else {
                words.add(argument);
            }
        }
        return new Arguments(words, options);
    }

    /** Returns the failure of a command line that has {@code value} where something else is expected. */
    public static IllegalArgumentException wrong(String name, String value, String expected) {
        return new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
    }

    public List<String> words() {
        return words;
    }

    /** Returns this command line if it has at most {@code most} words. */
    public Arguments withWords(int most, String usage) {
        if (words.size() > most) {
            throw wrong("option", words.get(most), usage);
        }
        return this;
    }

    /** Returns the names of the options that were given, in their order. */
    public List<String> given() {
        return options.stream().map(Option::name).toList();
    }

    public boolean has(String flag) {
        return given().contains(flag);
    }

    /** Returns the value of an option that may be any text. */
    public Optional<String> text(String option) {
        return value(option, "a value", Optional::of);
    }

    /** Returns a whole number within bounds. */
    public Optional<Integer> number(String option, int least, int most) {
        return value(option, "%d to %d".formatted(least, most), text -> parseNumber(text, least, most));
    }

    /** Reads a whole number within bounds. */
    public static Optional<Integer> parseNumber(String text, int least, int most) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(number -> number >= least && number <= most);
    }

    /**
     * Returns a duration: a whole number and ms, s, m, h or d.
     *
     * @param expected what a message says that it should have been
     */
    public Optional<Duration> duration(String option, Duration least, String expected) {
        return value(option, expected, text -> duration(text).filter(read -> read.compareTo(least) >= 0));
    }

    private static Optional<Duration> duration(String text) {
        var parsed = DURATION.matcher(text);
        if (!parsed.matches()) {
            return Optional.empty();
        }
        var number = Long.parseLong(parsed.group(1));
        return Optional.of(
                switch (parsed.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    /** Returns a moment of UTC as ISO 8601 writes it. */
    public Optional<Instant> time(String option) {
        return value(option, "such as 2026-01-31T10:00:00Z", text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the value of an option, which {@code reader} understands or not. */
    public <T> Optional<T> value(String option, String expected, Function<String, Optional<T>> reader) {
        var all = values(option, expected, reader);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Returns the values of an option that may be given more than once. */
    public <T> List<T> values(String option, String expected, Function<String, Optional<T>> reader) {
        return options.stream()
                .filter(one -> one.name().equals(option))
                .map(one -> one.value()
                        .flatMap(reader)
                        .orElseThrow(() -> wrong(option, one.value().orElse(NOTHING), expected)))
                .toList();
    }
}
