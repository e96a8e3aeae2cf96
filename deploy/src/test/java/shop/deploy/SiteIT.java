package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.devstack.SystemProgram;

/** The site of the documentation, made by the command that readers use, and looked at in a browser. */
class SiteIT {
    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void everyPageIsFoundAndReadAndEveryLinkLeadsSomewhere() throws IOException, InterruptedException {
        assumeTrue(canRun(), "no Node.js or browser for this test: console/browser/install installs them");
        var pictures = Files.createDirectories(Path.of("target", "site-pictures"));

        run("./build");
        run("node", "look.mjs", pictures.toAbsolutePath().toString());
    }

    private static boolean canRun() {
        var installed =
                Files.isExecutable(CHROMIUM) && SystemProgram.onPath("npm").isPresent();
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("npm, Chromium: missing (expected: there, since CI=true)");
        }
        return installed;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(Repository.path("docs/site").toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isZero();
    }
}
