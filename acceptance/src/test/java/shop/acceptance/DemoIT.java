package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs {@code ./run demo} as a person would. The story checks itself; here it is held to its end. */
class DemoIT {
    private static final List<Integer> PORTS =
            List.of(8080, 8081, 4318, 8500, 8558, 8559, 9000, 9092, 9093, 15432, 25520, 25521, 8300, 8301, 8302);

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void theStoryOfDegradedModeComesTrue() throws Exception {
        var process = new ProcessBuilder(
                        Path.of("..", "run").toString(), "demo", "--port-offset", Integer.toString(freeOffset()))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();

        var told = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(told).isZero();
        assertThat(told)
                .containsSubsequence(
                        "1. A user.",
                        "VERIFICATION_USER_SERVICE",
                        "user-service-0: kill -9",
                        "→ verification VERIFICATION_REPLICA",
                        "→ status ORDER_STATUS_PENDING",
                        "user-service-0: started",
                        "→ status ORDER_STATUS_CONFIRMED",
                        "→ endReason ORDER_END_REASON_USER_DEACTIVATED",
                        "That was the story.",
                        "Stopped.");
    }

    private static int freeOffset() {
        return new Random()
                .ints(1_000, 7_000) // below the ports that the system hands out
                .filter(offset -> PORTS.stream().allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
