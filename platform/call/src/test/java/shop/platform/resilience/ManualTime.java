package shop.platform.resilience;

import akka.actor.Scheduler;
import akka.event.NoLogging;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import scala.concurrent.duration.FiniteDuration;
import shop.platform.call.Deadline;

/** A clock, begun at the real one's time, and a scheduler for which time passes only when a test says so. */
final class ManualTime {

    private final ExplicitlyTriggeredScheduler scheduler =
            new ExplicitlyTriggeredScheduler(ConfigFactory.empty(), NoLogging.getInstance(), Thread::new);

    private final long begin = System.nanoTime();

    Scheduler scheduler() {
        return scheduler;
    }

    long nanos() {
        return begin + scheduler.currentTimeMs() * 1_000_000;
    }

    Deadline in(Duration left) {
        return Deadline.at(nanos() + left.toNanos());
    }

    void pass(Duration time) {
        scheduler.timePasses(FiniteDuration.fromNanos(time.toNanos()));
    }
}
