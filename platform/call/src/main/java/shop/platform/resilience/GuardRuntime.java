package shop.platform.resilience;

import akka.actor.ActorSystem;
import akka.actor.Cancellable;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import scala.concurrent.ExecutionContext;

/**
 * What a guard runs on.
 *
 * @param calls the dependency's own threads, on which its calls begin and go on
 * @param timers runs time-outs and listeners; must not be held up by calls
 * @param scheduler starts what is due
 * @param ticker nanoseconds that only go forward, as those of {@link System#nanoTime()}
 */
public record GuardRuntime(Executor calls, Executor timers, Scheduler scheduler, LongSupplier ticker) {

    /** The dispatcher under {@code shop.resilience.<target>.dispatcher}, and for the rest what all share. */
    public static GuardRuntime of(ClassicActorSystemProvider provider, String target) {
        ActorSystem system = provider.classicSystem();
        return new GuardRuntime(
                system.dispatchers().lookup(GuardSettings.path(target) + ".dispatcher"),
                system.dispatcher(),
                system.scheduler(),
                System::nanoTime);
    }

    long now() {
        return ticker.getAsLong();
    }

    Cancellable after(Duration delay, Runnable action) {
        return scheduler.scheduleOnce(delay, action, ExecutionContext.fromExecutor(timers));
    }
}
