package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import shop.devstack.Devstack;

/** What an operator types: {@code ./run projection}, or the same program elsewhere. */
record ProjectionCommand(Devstack stack, String service) {

    /** Runs the command to its end and returns what it printed. */
    String run(String... command) throws IOException, InterruptedException {
        var process = begin(command);
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("projection %s: %s", String.join(" ", command), printed)
                .isZero();
        return printed;
    }

    /** Starts the command and kills it in its midst. */
    void kill(long afterMillis, String... command) throws IOException, InterruptedException {
        var process = begin(command);
        process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
    }

    private Process begin(String... command) throws IOException {
        return stack.projection(service, command).redirectErrorStream(true).start();
    }
}
