package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadIT {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static Server server;

    @BeforeAll
    static void startServer() throws InterruptedException {
        var options =
                Options.parse("--report", directory.resolve("report.md").toString(), "--server-flags", "-Xmx256m");
        server = Server.yardstick(AkkaYardstick.class, System.getProperty("java.class.path"), options);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void aClosedLoopCountsSuccessesWithTheirLatencies() throws InterruptedException {
        try (var load = new ClosedLoop<>(UserCalls.getConstant(), server.channels(), 4)) {
            var window = load.window(WINDOW);

            assertThat(window.successes()).isPositive();
            assertThat(window.errors()).isEmpty();
            assertThat(window.latency().getTotalCount()).isEqualTo(window.successes());
            assertThat(window.percentile(50)).isPositive();
        }
    }

    @Test
    void aRefusedCallIsAnErrorOfItsStatusAndNoSuccess() throws InterruptedException {
        try (var load = new ClosedLoop<>(UserCalls.create(new CreatedUsers()), server.channels(), 4)) {
            var window = load.window(WINDOW);

            assertThat(window.successes()).isZero();
            assertThat(window.errors()).containsOnlyKeys("UNIMPLEMENTED");
        }
    }

    @Test
    void anAnswerThatIsNotTheOneAskedForIsAnError() throws InterruptedException {
        var users = new CreatedUsers();
        users.add("not-the-constant-user");

        try (var load = new ClosedLoop<>(UserCalls.get(users, 1), server.channels(), 4)) {
            var window = load.window(WINDOW);

            assertThat(window.successes()).isZero();
            assertThat(window.errors()).containsOnlyKeys(Operation.WRONG_ANSWER);
        }
    }

    @Test
    void anUnreachableServerIsCountedAsUnavailable() throws InterruptedException {
        var options = Options.parse("--report", directory.resolve("other.md").toString(), "--server-flags", "-Xmx256m");
        var gone = Server.yardstick(GrpcYardstick.class, System.getProperty("java.class.path"), options);

        try (var load = new ClosedLoop<>(UserCalls.getConstant(), gone.channels(), 4)) {
            gone.jvm().close();
            load.window(WINDOW);
            var window = load.window(WINDOW);

            assertThat(window.successes()).isZero();
            assertThat(window.errors()).containsOnlyKeys("UNAVAILABLE");
        } finally {
            gone.close();
        }
    }

    @Test
    void anOpenLoopCountsAStallAgainstEveryCallThatItDelayed() throws InterruptedException {
        var stall = Duration.ofSeconds(1);
        var stalled = new CountDownLatch(1);
        var constant = UserCalls.getConstant();
        var stalling = new Operation<>(
                constant.method(),
                () -> {
                    if (stalled.getCount() > 0) {
                        stalled.countDown();
                        sleep(stall);
                    }
                    return constant.requests().get();
                },
                constant.right());

        try (var load = new OpenLoop<>(stalling, server.channels(), 100)) {
            var window = load.window(WINDOW);

            // 100 calls were meant to start during the stall, evenly; half of them waited for half of it or longer.
            assertThat(window.latency()
                            .getCountBetweenValues(
                                    stall.toNanos() / 2, window.latency().getMaxValue()))
                    .isGreaterThan(25);
        }
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
