package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorSystem;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.call.Deadline;

/** Many callers and every way for a call to end, at the same time, on real threads and a real clock. */
class GuardStressTest {

    private static final int CALLERS = 4;
    private static final int SERVED = 1_500;
    private static final int MAX_CONCURRENT = 3;
    private static final int DISPATCHER_THREADS = 4;
    private static final int UNDER_WAY = 16;

    private final ActorSystem system = ActorSystem.create(
            "stress",
            ConfigFactory.parseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF, daemonic = on, coordinated-shutdown.run-by-jvm-shutdown-hook = off }
            shop.resilience.users = ${shop.resilience.default} {
              timeout = 40ms
              margin = 0s
              bulkhead { max-concurrent = 3, max-wait = 20ms, max-queued = 4 }
              circuit-breaker { interval = 20ms, open = 1ms, max-open = 4ms }
            }
            """).withFallback(ConfigFactory.load()).resolve());
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final ExecutorService network = Executors.newFixedThreadPool(2);
    private final Semaphore pipeline = new Semaphore(UNDER_WAY);
    private final AtomicLong made = new AtomicLong();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        network.shutdownNow();
        system.terminate();
    }

    @Test
    void endsEveryCallOnceLosesNoPermitAndIsNeverStuck() throws Exception {
        Guard guard = Guard.create(system, "users");
        List<Future<?>> work = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            work.add(callers.submit(() -> {
                while (served.get() < SERVED) {
                    call(guard);
                }
            }));
        }
        for (Future<?> each : work) {
            each.get(2, TimeUnit.MINUTES);
        }

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(guard.available()).isEqualTo(MAX_CONCURRENT);
            assertThat(guard.queued()).isZero();
        });
        assertThat(EnumSet.allOf(CallOutcome.class).stream()
                        .mapToLong(guard.counters()::calls)
                        .sum())
                .isEqualTo(made.get());
        assertThat(guard.counters().changes(BreakerState.OPEN)).isPositive();
        assertThat(guard.counters().changes(BreakerState.HALF_OPEN)).isPositive();
        // A call that is cancelled while it begins can be given up only when it has begun.
        assertThat(mostInFlight.get()).isBetween(1, MAX_CONCURRENT + DISPATCHER_THREADS);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> guard.call(Deadline.never(), limit -> CompletableFuture.completedFuture("Ann"))
                        .toCompletableFuture()
                        .join()
                        .equals("Ann"));
        await().atMost(Duration.ofSeconds(30)).until(() -> guard.state() == BreakerState.CLOSED);
    }

    /** One of the ways in which a call may go. */
    private void call(Guard guard) {
        pipeline.acquireUninterruptibly();
        made.incrementAndGet();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int fate = random.nextInt(100);
        CompletableFuture<String> result =
                guard.call(Deadline.never(), limit -> service(fate)).toCompletableFuture();
        result.whenComplete((answer, error) -> pipeline.release());
        if (fate >= 80 && fate < 90) {
            network.execute(() -> result.cancel(true));
        } else if (fate >= 90 && fate < 95) {
            network.execute(() -> result.complete("from outside"));
        }
    }

    /** Works for 40 calls, then fails for 20, and so on. */
    private CompletableFuture<String> service(int chosenFate) {
        boolean down = served.getAndIncrement() % 60 >= 40;
        int fate = down ? 60 + chosenFate / 5 : chosenFate;
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        CompletableFuture<String> answer = new CompletableFuture<>();
        answer.whenComplete((value, error) -> inFlight.decrementAndGet());
        if (fate < 40) {
            answer.complete("Ann");
        } else if (fate < 60) {
            network.execute(() -> answer.complete("Ann"));
        } else if (fate < 78) {
            network.execute(() ->
                    answer.completeExceptionally(new CompletionException(Status.UNAVAILABLE.asRuntimeException())));
        } else if (fate < 96) {
            network.execute(() -> {
                answer.complete("Ann");
                answer.completeExceptionally(new IllegalStateException("twice"));
            });
        }
        return answer; // hangs for all other fates
    }
}
