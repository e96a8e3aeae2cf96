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
 * The threads and the clock of a guard.
 *
 * @param calls the dependency's own threads, on which its calls begin and continue
 * @param timers runs time-outs and listeners; must not be held up by calls
 * @param scheduler starts timed actions
 * @param ticker nanoseconds that only go forward, as those of {@link System#nanoTime()}
 */
public record GuardRuntime(Executor calls, Executor timers, Scheduler scheduler, LongSupplier ticker) {

    /**
     * Returns the dispatcher {@code shop.resilience.<target>.dispatcher}, with the shared parts of the actor system.
     */
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
