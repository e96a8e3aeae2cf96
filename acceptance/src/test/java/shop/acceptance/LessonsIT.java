package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.Component;
import shop.devstack.Devstack;

/**
 * Does what the lessons tell their reader to do: pastes each block of commands into one terminal, presses each button of the console, and
 * looks for what a reader is said to see. The system is the reader's: one node of each service.
 */
@Tag("consul")
class LessonsIT {
    private static final Pattern STEP = Pattern.compile(
            "(?ms)^```sh$\\n(?<commands>.*?)^```$|^You see: (?<seen>.*?)$|^(?:Break|Mend) it: press (?<buttons>.*?)\\.$");

    private static final Pattern SEEN = Pattern.compile("`([^`]+)`");
    private static final Pattern BUTTONS = Pattern.compile("\\*\\*(\\w+)\\*\\*");

    /** A circuit breaker that tries again soon. */
    private static final Map<String, String> IMPATIENT =
            Map.of("SHOP_RESILIENCE_OPEN", "3s", "SHOP_RESILIENCE_MAX_OPEN", "3s");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aReaderSeesWhatTheLessonsSay(@TempDir Path home) throws IOException {
        assumeFalse(SharedSystem.SECURE, "the lessons are for the open system");
        var steps = STEP.matcher(Files.readString(Path.of("..", "docs", "lessons.md")))
                .results()
                .toList();

        assertThat(steps).hasSizeGreaterThan(30);
        try (var stack = Devstack.builder().environment(IMPATIENT).start()) {
            assumeTrue(stack.consul().isPresent(), "no Consul binary on this machine");
            try (var terminal = new Pasted(stack, home).terminal()) {
                var printed = "";
                for (var step : steps) {
                    printed = follow(step, stack, terminal, printed);
                }
            }
        }
    }

    /** Returns what the last block of commands has printed. */
    private static String follow(MatchResult step, Devstack stack, Pasted.Terminal terminal, String printed)
            throws IOException {
        if (step.group(1) != null) {
            var outcome = terminal.paste(step.group(1));
            assertThat(outcome.exitCode())
                    .as("%s%nprinted: %s%nand ended with", step.group(1), outcome.output())
                    .isZero();
            return outcome.output();
        }
        if (step.group(2) != null) {
            assertThat(printed)
                    .contains(SEEN.matcher(step.group(2))
                            .results()
                            .map(word -> word.group(1))
                            .toList());
            return printed;
        }
        var component = component(
                stack,
                SEEN.matcher(step.group(3)).results().findFirst().orElseThrow().group(1));
        BUTTONS.matcher(step.group(3)).results().forEach(button -> press(button.group(1), component));
        return printed;
    }

    private static Component component(Devstack stack, String name) {
        return Stream.concat(stack.nodes().stream(), Stream.of(stack.kafka()))
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void press(String button, Component component) {
        switch (button) {
            case "kill" -> component.kill();
            case "start" -> component.launch();
            case "stop" -> component.stop();
            case "freeze" -> component.suspend();
            case "thaw" -> component.resume();
            default -> throw new IllegalArgumentException("button: " + button + " (expected: one of the console)");
        }
    }
}
