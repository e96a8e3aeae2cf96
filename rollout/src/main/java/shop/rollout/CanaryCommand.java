package shop.rollout;

import com.typesafe.config.ConfigFactory;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
            var line = CommandLine.parse(
                    arguments,
                    "--steps",
                    "--margin",
                    "--calls",
                    "--slow",
                    "--warm-up",
                    "--patience",
                    "--prometheus",
                    "--start",
                    "--stop",
                    "--promote");
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

    private static Canary canary(CommandLine line, Consul consul) {
        var service = line.words().get(0);
        var slow = line.option("--slow").orElse(DEFAULT_SLOW);
        if (!BUCKETS.contains(slow)) {
            throw new IllegalArgumentException(
                    "--slow: " + slow + " (expected: seconds, one of " + String.join(" ", BUCKETS) + ")");
        }
        var server = URI.create(line.option("--prometheus").orElse(DEFAULT_PROMETHEUS));
        return new Canary(
                consul,
                service,
                line.words().get(1),
                new Prometheus(server, service, slow),
                plan(line),
                System.out::println);
    }

    private static CanaryPlan plan(CommandLine line) {
        var steps = line.option("--steps")
                .map(list -> Stream.of(list.split(","))
                        .map(step -> CommandLine.percent("--steps", step))
                        .toList())
                .orElse(CanaryPlan.DEFAULT_STEPS);
        var rule = new Comparison(
                line.percent("--margin").orElse(CanaryPlan.DEFAULT_MARGIN),
                line.number("--calls").orElse(CanaryPlan.DEFAULT_MINIMUM_CALLS));
        return new CanaryPlan(
                steps,
                rule,
                line.duration("--warm-up").orElse(CanaryPlan.DEFAULT_WARM_UP),
                CanaryPlan.DEFAULT_LOOK,
                line.duration("--patience").orElse(CanaryPlan.DEFAULT_PATIENCE));
    }

    private static int run(CommandLine line, Canary canary) {
        if (line.words().size() > 2) {
            return decide(line, canary);
        }
        line.option("--start").ifPresent(Shell::run);
        return switch (canary.lead()) {
            case GOOD -> {
                line.option("--promote").ifPresent(Shell::run);
                yield 0;
            }
            case BAD -> {
                line.option("--stop").ifPresent(Shell::run);
                yield 1;
            }
            case UNDECIDED -> 3;
        };
    }

    private static int decide(CommandLine line, Canary canary) {
        switch (line.words().get(2)) {
            case "promote" -> {
                canary.promote();
                line.option("--promote").ifPresent(Shell::run);
            }
            case "abort" -> {
                canary.rollBack();
                line.option("--stop").ifPresent(Shell::run);
            }
            default ->
                throw new IllegalArgumentException(line.words().get(2) + " (expected: promote, abort or nothing)");
        }
        return 0;
    }
}
