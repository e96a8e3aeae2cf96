package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        try (var load = new ClosedLoop<>(UserCalls.getConstant(), server.channels(), 1)) {
            while (load.window(WINDOW).successes() == 0) {
                assertThat(server.jvm().process().isAlive()).isTrue();
            }
        }
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
            // The two counters are cut one after the other, so calls that end just then differ.
            assertThat(window.latency().getTotalCount()).isCloseTo(window.successes(), within(8L));
            assertThat(window.percentile(50)).isPositive();
        }
    }

    @Test
    void aRefusedCallIsAnErrorOfItsStatusAndNoSuccess() throws InterruptedException {
        try (var load = new ClosedLoop<>(UserCalls.create(new Acknowledged(), true), server.channels(), 4)) {
            var window = load.window(WINDOW);

            assertThat(window.successes()).isZero();
            assertThat(window.errors()).containsOnlyKeys("UNIMPLEMENTED");
        }
    }

    @Test
    void anAnswerThatIsNotTheOneAskedForIsAnError() throws InterruptedException {
        var users = new Acknowledged();
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
    @Timeout(120)
    void anOpenLoopEndsWhenItIsClosed() throws InterruptedException {
        var load = new OpenLoop<>(UserCalls.getConstant(), server.channels(), 1000);
        load.window(WINDOW);

        load.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain(OpenLoop.PACER);
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
            // 100 calls were meant to start during the stall, evenly; half of them waited for half of it or longer.
            assertThat(delayed(load, stall.dividedBy(2), 25)).isGreaterThan(25);
        }
    }

    /** Watches until so many calls took {@code atLeast}, for a bounded time. */
    private static long delayed(Load<?, ?> load, Duration atLeast, int enough) throws InterruptedException {
        var delayed = 0L;
        for (var i = 0; i < 15 && delayed <= enough; i++) {
            var latency = load.window(WINDOW).latency();
            delayed += latency.getCountBetweenValues(
                    atLeast.toNanos(), Math.max(atLeast.toNanos(), latency.getMaxValue()));
        }
        return delayed;
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
