package shop.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes a turn steadily, whatever happens meanwhile. At most {@value #MAX_IN_FLIGHT} turns are under way at once; one that
 * comes while there are so many is left out.
 */
abstract class SteadyLoad implements AutoCloseable {
    private static final int TURNS_PER_SECOND = 15;
    private static final int MAX_IN_FLIGHT = 64;

    private final TurnTimes times = new TurnTimes();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    /** Begins a turn; its stage completes normally, whatever came out. */
    abstract CompletableFuture<?> turn();

    /** How many turns have succeeded. */
    abstract int acknowledged();

    /** Begins, and returns when the first turns are acknowledged. */
    final void start() {
        pace.scheduleAtFixedRate(this::next, 0, 1000 / TURNS_PER_SECOND, TimeUnit.MILLISECONDS);
        awaitProgress();
    }

    /** Returns when as many turns more are acknowledged as are taken in two seconds. */
    final void awaitProgress() {
        var enough = acknowledged() + 2 * TURNS_PER_SECOND;
        await().atMost(ClusterState.BOUND).until(() -> acknowledged() >= enough);
    }

    /** How long the turns took that have ended since this was asked last. */
    final TurnTimes.Summary takeTimes() {
        return times.take();
    }

    private void next() {
        if (inFlight.get() >= MAX_IN_FLIGHT) {
            return;
        }
        inFlight.incrementAndGet();
        var begun = System.nanoTime();
        turn().whenComplete((done, failure) -> {
            times.add(Duration.ofNanos(System.nanoTime() - begun));
            inFlight.decrementAndGet();
        });
    }

    /** Begins nothing more and waits for what is under way. */
    final void finish() {
        pace.shutdown();
        await().atMost(ClusterState.BOUND).until(() -> pace.isTerminated() && inFlight.get() == 0);
    }

    @Override
    public final void close() {
        pace.shutdownNow();
    }
}
