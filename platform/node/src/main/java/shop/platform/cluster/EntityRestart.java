package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.SupervisorStrategy;

/** What an event-sourced entity does when a write fails: it restarts from the journal, which alone knows what was written. */
public final class EntityRestart {
    private static final double JITTER = 0.2;

    private EntityRestart() {}

    /** The back-off of {@code shop.cluster.entity-restart}, for {@code EventSourcedBehavior.onPersistFailure}. */
    public static BackoffSupervisorStrategy withBackoff(ActorSystem<?> system) {
        var config = system.settings().config().getConfig("shop.cluster.entity-restart");
        return SupervisorStrategy.restartWithBackoff(
                config.getDuration("min-backoff"), config.getDuration("max-backoff"), JITTER);
    }
}
