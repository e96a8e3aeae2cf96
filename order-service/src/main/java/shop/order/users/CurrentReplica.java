package shop.order.users;

import akka.actor.typed.ActorSystem;
import java.util.Optional;
import java.util.function.Supplier;
import shop.platform.messaging.ConsumerStarts;

/**
 * Whether the replica of users may be believed: not while its consumer is catching up after a start, a rebuild or an outage, since it
 * then shows what users were and not what they are. It is part of the statements that depend on it, so that both are of one moment.
 *
 * @param since the start of this node's consumer; empty: it has not started
 */
public record CurrentReplica(Supplier<Optional<Long>> since) {

    /** Of the replica's consumer. It must never change: what was consumed is remembered under it. */
    public static final String CONSUMER = "order-service-users";

    /** A condition of SQL with one parameter, for {@link #parameter}. It is evaluated once per statement. */
    public static final String CONDITION = "(select consumer_is_current('" + CONSUMER + "', ?))";

    /** As this node may believe it. */
    public static CurrentReplica of(ActorSystem<?> system) {
        var starts = ConsumerStarts.get(system);
        return new CurrentReplica(() -> starts.of(CONSUMER));
    }

    /** Returns the value of the parameter of {@link #CONDITION}; null: there is none, and the replica is not current. */
    public Object parameter() {
        return since.get().orElse(null);
    }
}
