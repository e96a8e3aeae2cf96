package shop.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.devstack.Devstack;

/** The console in a real browser, over a real system that is broken and mended there. */
class ConsoleIT {
    private static final Path BROWSER = Path.of("browser");
    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));

    /** A circuit breaker that tries again soon, so that its recovery need not be waited for. */
    private static final Map<String, String> IMPATIENT =
            Map.of("SHOP_RESILIENCE_OPEN", "5s", "SHOP_RESILIENCE_MAX_OPEN", "5s");

    private static Devstack stack;

    @BeforeAll
    static void startSystem() {
        assumeTrue(isInstalled(), "no browser for this test: console/browser/install installs it");
        stack = Devstack.builder().withConsole(true).environment(IMPATIENT).start();
    }

    private static boolean isInstalled() {
        var installed = Files.isExecutable(CHROMIUM) && Files.isDirectory(BROWSER.resolve("node_modules"));
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("browser: none (expected: one, since CI=true; console/browser/install)");
        }
        return installed;
    }

    @AfterAll
    static void stopSystem() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void theStoryOfDegradedModeCanBeToldInABrowser() throws IOException, InterruptedException {
        var console = stack.console().orElseThrow().uri().toString();
        var pictures = Files.createDirectories(Path.of("target", "pictures"));

        var story = new ProcessBuilder(
                        "node", "story.mjs", console, pictures.toAbsolutePath().toString())
                .directory(BROWSER.toFile())
                .redirectErrorStream(true)
                .start();
        var told = new String(story.getInputStream().readAllBytes());

        assertThat(story.waitFor()).as(told).isZero();
    }
}
