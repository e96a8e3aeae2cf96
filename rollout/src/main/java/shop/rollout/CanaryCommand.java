package shop.rollout;

import com.typesafe.config.ConfigFactory;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shop.commandline.Arguments;
import shop.discovery.consul.ConsulException;

/**
 * {@code deploy/canary/canary}. Exits with 0 when the canary was good, 1 when it was bad and is rolled back or something
 * failed, 2 for a wrong command line, 3 when nothing could be told.
 */
public final class CanaryCommand {
    private static final String DEFAULT_PROMETHEUS = "http://127.0.0.1:9090";
    private static final String DEFAULT_SLOW = "0.5";

    /** The buckets of rpc_server_call_duration_seconds as Prometheus spells them. */
    private static final List<String> BUCKETS = List.of(
            "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0", "7.5",
            "10.0");

    private static final Set<String> OPTIONS = new TreeSet<>(Set.of(
            "--steps",
            "--margin",
            "--calls",
            "--slow",
            "--warm-up",
            "--patience",
            "--prometheus",
            "--start",
            "--stop",
            "--promote"));
    private static final String PERCENTAGES = "0% to 100%";
    private static final String DURATIONS = "such as 500ms, 30s, 10m or 1h";
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(\\.\\d{1,6})?)%");

    private CanaryCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), () -> Consul.of(ConfigFactory.load())));
    }

    /** @return the exit code */
    public static int run(List<String> arguments, Consul consul) {
        return run(arguments, () -> consul);
    }

    private static int run(List<String> arguments, Supplier<Consul> consul) {
        try {
            var line = Arguments.parse(arguments, Set.of(), OPTIONS, String.join(", ", OPTIONS));
            if (line.words().size() < 2) {
                throw new IllegalArgumentException("expected: SERVICE VERSION [promote | abort] [options]");
            }
            return run(line, canary(line, consul.get()));
        } catch (IllegalArgumentException e) {
            System.err.println("canary: " + e.getMessage());
            return 2;
        } catch (Refusal | ConsulException | IllegalStateException | UncheckedIOException e) {
            System.err.println("canary: " + e.getMessage());
            return 1;
        }
    }

    private static Canary canary(Arguments line, Consul consul) {
        var service = line.words().get(0);
        var slow = line.text("--slow").orElse(DEFAULT_SLOW);
        if (!BUCKETS.contains(slow)) {
            throw new IllegalArgumentException(
                    "--slow: " + slow + " (expected: seconds, one of " + String.join(" ", BUCKETS) + ")");
        }
        var server = URI.create(line.text("--prometheus").orElse(DEFAULT_PROMETHEUS));
        return new Canary(
                consul,
                service,
                line.words().get(1),
                new Prometheus(server, service, slow),
                plan(line),
                System.out::println);
    }

    private static CanaryPlan plan(Arguments line) {
        var steps = line.value("--steps", PERCENTAGES, CanaryCommand::steps).orElse(CanaryPlan.DEFAULT_STEPS);
        var rule = new Comparison(
                line.value("--margin", PERCENTAGES, CanaryCommand::percent).orElse(CanaryPlan.DEFAULT_MARGIN),
                line.number("--calls", 0, 999_999_999).orElse(CanaryPlan.DEFAULT_MINIMUM_CALLS));
        return new CanaryPlan(
                steps,
                rule,
                line.duration("--warm-up", Duration.ZERO, DURATIONS).orElse(CanaryPlan.DEFAULT_WARM_UP),
                CanaryPlan.DEFAULT_LOOK,
                line.duration("--patience", Duration.ZERO, DURATIONS).orElse(CanaryPlan.DEFAULT_PATIENCE));
    }

    private static Optional<List<Double>> steps(String list) {
        var steps = Stream.of(list.split(",")).map(CanaryCommand::percent).toList();
        return steps.stream().allMatch(Optional::isPresent)
                ? Optional.of(steps.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /** Returns a fraction. */
    private static Optional<Double> percent(String text) {
        var parsed = PERCENT.matcher(text);
        return parsed.matches()
                ? Optional.of(Double.parseDouble(parsed.group(1)) / 100).filter(fraction -> fraction <= 1)
                : Optional.empty();
    }

    private static int run(Arguments line, Canary canary) {
        if (line.words().size() > 2) {
            return decide(line, canary);
        }
        line.text("--start").ifPresent(Shell::run);
        return switch (canary.lead()) {
            case GOOD -> {
                line.text("--promote").ifPresent(Shell::run);
                yield 0;
            }
            case BAD -> {
                line.text("--stop").ifPresent(Shell::run);
                yield 1;
            }
            case UNDECIDED -> 3;
        };
    }

    private static int decide(Arguments line, Canary canary) {
        switch (line.words().get(2)) {
            case "promote" -> {
                canary.promote();
                line.text("--promote").ifPresent(Shell::run);
            }
            case "abort" -> {
                canary.rollBack();
                line.text("--stop").ifPresent(Shell::run);
            }
            default ->
                throw new IllegalArgumentException(line.words().get(2) + " (expected: promote, abort or nothing)");
        }
        return 0;
    }
}
