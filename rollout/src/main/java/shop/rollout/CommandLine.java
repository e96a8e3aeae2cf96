package shop.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words, and options with a value each. All methods throw {@link IllegalArgumentException} for a person at a terminal. */
record CommandLine(List<String> words, Map<String, String> options) {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");
    private static final Pattern PERCENT = Pattern.compile("(\\d+(\\.\\d+)?)%");

    static CommandLine parse(List<String> arguments, String... known) {
        var words = new ArrayList<String>();
        var options = new HashMap<String, String>();
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            var argument = rest.next();
            if (!argument.startsWith("--")) {
                words.add(argument);
            } else if (!List.of(known).contains(argument)) {
                throw new IllegalArgumentException(argument + " (expected: one of " + String.join(", ", known) + ")");
            } else if (!rest.hasNext()) {
                throw new IllegalArgumentException(argument + ": nothing (expected: a value)");
            } else {
                options.put(argument, rest.next());
            }
        }
        return new CommandLine(List.copyOf(words), Map.copyOf(options));
    }

    String word(int index, String name) {
        if (index >= words.size()) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return words.get(index);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    Optional<Duration> duration(String name) {
        return option(name).map(value -> duration(name, value));
    }

    private static Duration duration(String name, String value) {
        var parsed = DURATION.matcher(value);
        if (!parsed.matches()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: such as 500ms, 30s, 10m, 1h)");
        }
        var number = Long.parseLong(parsed.group(1));
        return switch (parsed.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** @return a fraction */
    Optional<Double> percent(String name) {
        return option(name).map(value -> percent(name, value));
    }

    static double percent(String name, String value) {
        var parsed = PERCENT.matcher(value);
        if (!parsed.matches() || Double.parseDouble(parsed.group(1)) > 100) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0% to 100%)");
        }
        return Double.parseDouble(parsed.group(1)) / 100;
    }

    Optional<Integer> number(String name) {
        return option(name).map(value -> {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: a number)", e);
            }
        });
    }
}
