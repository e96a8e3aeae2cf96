package shop.rollout;

import com.typesafe.config.ConfigFactory;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import shop.commandline.Arguments;
import shop.discovery.consul.ConsulException;

/** {@code deploy/blue-green/blue-green}. Exits with 1 for what is refused or fails, with 2 for a wrong command line. */
public final class BlueGreenCommand {
    private static final String USAGE =
            "SERVICE status | switch VERSION | back | retire VERSION [--hold 10m] [--stop COMMAND]";
    private static final Duration DEFAULT_HOLD = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration GONE = Duration.ofMinutes(3);

    private final BlueGreen blueGreen;

    private BlueGreenCommand(BlueGreen blueGreen) {
        this.blueGreen = blueGreen;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), () -> Consul.of(ConfigFactory.load())));
    }

    /** @return the exit code */
    public static int run(List<String> arguments, Consul consul) {
        return run(arguments, () -> consul);
    }

    private static int run(List<String> arguments, Supplier<Consul> consul) {
        try {
            var line = Arguments.parse(arguments, Set.of(), Set.of("--hold", "--stop"), USAGE);
            if (line.words().size() < 2) {
                throw new IllegalArgumentException("expected: " + USAGE);
            }
            var blueGreen =
                    new BlueGreen(consul.get(), line.words().get(0), InstantSource.system(), System.out::println);
            new BlueGreenCommand(blueGreen).run(line);
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("blue-green: " + e.getMessage());
            return 2;
        } catch (Refusal | ConsulException | IllegalStateException | UncheckedIOException e) {
            System.err.println("blue-green: " + e.getMessage());
            return 1;
        }
    }

    private void run(Arguments line) {
        switch (line.words().get(1)) {
            case "status" -> blueGreen.status();
            case "switch" -> blueGreen.switchTo(version(line));
            case "back" -> blueGreen.switchBack();
            case "retire" -> retire(version(line), line);
            default ->
                throw new IllegalArgumentException(line.words().get(1) + " (expected: status, switch, back or retire)");
        }
    }

    private static String version(Arguments line) {
        if (line.words().size() < 3) {
            throw new IllegalArgumentException("VERSION: missing");
        }
        return line.words().get(2);
    }

    /** Looks again and again while it holds, so that a switch back meanwhile ends it. */
    private void retire(String version, Arguments line) {
        var hold =
                line.duration("--hold", Duration.ZERO, "such as 30s, 10m or 1h").orElse(DEFAULT_HOLD);
        while (blueGreen.remainingHold(version, hold).compareTo(Duration.ZERO) > 0) {
            Shell.pause(LOOK);
        }
        var stop = line.text("--stop");
        if (stop.isEmpty()) {
            System.out.println("Version " + version + " gets no calls any more; stop by SIGTERM: "
                    + String.join(", ", blueGreen.instances(version)));
            return;
        }
        Shell.run(stop.get());
        var deadline = System.nanoTime() + GONE.toNanos();
        while (!blueGreen.instances(version).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new Refusal(
                        "still at Consul after " + GONE.toMinutes() + " min: " + blueGreen.instances(version));
            }
            Shell.pause(LOOK);
        }
        System.out.println("Version " + version + " is gone");
    }
}
