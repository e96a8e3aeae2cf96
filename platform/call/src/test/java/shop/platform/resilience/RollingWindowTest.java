package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.platform.resilience.RollingWindow.Totals;

class RollingWindowTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 30 * SECOND);
    private final RollingWindow window = new RollingWindow(Duration.ofSeconds(60), 20, now.get());

    @Test
    void countsRequestsAndFailures() {
        window.addSuccess(now.get());
        window.addSuccess(now.get());

        assertThat(window.addFailure(now.get())).isEqualTo(new Totals(3, 1));
        assertThat(window.totals(now.get())).isEqualTo(new Totals(3, 1));
    }

    @Test
    void forgetsWhatIsOlderThanTheIntervalAndNothingElse() {
        window.addFailure(now.get());
        now.addAndGet(40 * SECOND); // over the end of the clock's range besides
        window.addSuccess(now.get());

        now.addAndGet(16 * SECOND);
        assertThat(window.totals(now.get())).isEqualTo(new Totals(2, 1));
        now.addAndGet(4 * SECOND);
        assertThat(window.totals(now.get())).isEqualTo(new Totals(1, 0));
        now.addAndGet(40 * SECOND);
        assertThat(window.totals(now.get())).isEqualTo(new Totals(0, 0));
    }

    @Test
    void forgetsEverythingAfterALongPause() {
        window.addFailure(now.get());
        now.addAndGet(10_000 * SECOND);

        assertThat(window.totals(now.get())).isEqualTo(new Totals(0, 0));
        assertThat(window.addFailure(now.get())).isEqualTo(new Totals(1, 1));
    }

    @Test
    void liesBetweenTheIntervalWithAndWithoutOneBucketWhateverHappensWhen() {
        Random random = new Random(7);
        List<Long> successes = new ArrayList<>();
        List<Long> failures = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            now.addAndGet(random.nextInt(100) == 0 ? random.nextLong(70 * SECOND) : random.nextLong(SECOND / 2));
            (random.nextBoolean() ? successes : failures).add(now.get());
            if (failures.size() > 0 && failures.get(failures.size() - 1) == now.get()) {
                window.addFailure(now.get());
            } else {
                window.addSuccess(now.get());
            }

            Totals totals = window.totals(now.get());
            assertThat(totals.failures()).isBetween(younger(failures, 57), younger(failures, 60));
            assertThat(totals.requests() - totals.failures()).isBetween(younger(successes, 57), younger(successes, 60));
        }
    }

    @Test
    void losesNothingWhenManyThreadsCountWhileItMovesOn() {
        int perThread = 50_000;
        RollingWindow busy = new RollingWindow(Duration.ofHours(1), 1_000, now.get());
        CompletableFuture<?>[] threads = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < perThread; i++) {
                        now.addAndGet(3_000_000); // 10 minutes in all
                        if (i % 2 == 0) {
                            busy.addSuccess(now.get());
                        } else {
                            busy.addFailure(now.get());
                        }
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(threads).join();

        assertThat(busy.totals(now.get())).isEqualTo(new Totals(4 * perThread, 2 * perThread));
    }

    private long younger(List<Long> times, long seconds) {
        long count = 0;
        for (int i = times.size() - 1; i >= 0 && now.get() - times.get(i) < seconds * SECOND; i--) {
            count++;
        }
        return count;
    }
}
