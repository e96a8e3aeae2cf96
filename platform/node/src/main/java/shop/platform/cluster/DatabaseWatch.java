package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Pings the database on a schedule, off the path of any request, one ping at a time. */
final class DatabaseWatch {
    private final Supplier<? extends CompletionStage<Boolean>> ping;
    private final ActorSystem<?> system;
    private final Consumer<Boolean> writable;
    private final Duration timeout;
    private final Damped damped;
    private final AtomicBoolean inFlight = new AtomicBoolean();

    private DatabaseWatch(
            ActorSystem<?> system, Supplier<? extends CompletionStage<Boolean>> ping, Consumer<Boolean> writable) {
        var config = system.settings().config().getConfig("shop.cluster.readiness");
        this.ping = ping;
        this.system = system;
        this.writable = writable;
        timeout = config.getDuration("ping-timeout");
        damped = new Damped(config.getInt("failures"), config.getInt("successes"));
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, config.getDuration("ping-interval"), this::tick, system.executionContext());
    }

    static void start(
            ActorSystem<?> system, Supplier<? extends CompletionStage<Boolean>> ping, Consumer<Boolean> writable) {
        new DatabaseWatch(system, ping, writable);
    }

    private void tick() {
        if (!inFlight.compareAndSet(false, true)) {
            return;
        }
        send().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((good, failure) -> {
            if (failure != null) {
                system.log().debug("Ping of the database failed", failure);
            }
            writable.accept(damped.observe(failure == null && good));
            inFlight.set(false);
        });
    }

    private CompletableFuture<Boolean> send() {
        try {
            // A copy: the time-out must not complete the caller's own future.
            return ping.get().thenApply(good -> good).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
