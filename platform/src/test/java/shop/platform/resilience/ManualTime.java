package shop.platform.resilience;

import akka.actor.Scheduler;
import akka.event.NoLogging;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import scala.concurrent.duration.FiniteDuration;

/** A clock and a scheduler for which time passes only when a test says so. */
final class ManualTime {

    private final ExplicitlyTriggeredScheduler scheduler =
            new ExplicitlyTriggeredScheduler(ConfigFactory.empty(), NoLogging.getInstance(), Thread::new);

    Scheduler scheduler() {
        return scheduler;
    }

    long nanos() {
        return scheduler.currentTimeMs() * 1_000_000;
    }

    void pass(Duration time) {
        scheduler.timePasses(FiniteDuration.fromNanos(time.toNanos()));
    }
}
