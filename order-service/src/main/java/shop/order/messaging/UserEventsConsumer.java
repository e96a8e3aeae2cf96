package shop.order.messaging;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import shop.contract.user.events.UserEvent;
import shop.order.process.UserChange;
import shop.order.process.UserReplica;
import shop.order.users.CurrentReplica;
import shop.platform.messaging.Consuming;
import shop.platform.messaging.PoisonException;
import shop.platform.messaging.ReceivedRecord;
import shop.platform.messaging.RecordHandler;

/** Feeds the replica of users from the topic {@code user-events}. Events of a kind that it does not know do not concern it. */
public final class UserEventsConsumer implements RecordHandler<UserEvent> {
    private static final String TOPIC = "user-events";

    UserEventsConsumer() {}

    /**
     * Takes this node's part; call it on every node. Rebuild the replica with {@link UserReplica#forget}: it comes to the
     * same rows.
     */
    public static Consuming start(ActorSystem<?> system) {
        return Consuming.start(system, CurrentReplica.CONSUMER, TOPIC, new UserEventsConsumer(), UserEvent.parser());
    }

    @Override
    public void process(Connection connection, List<ReceivedRecord<UserEvent>> records) throws SQLException {
        var changes = new ArrayList<UserChange>();
        for (var received : records) {
            change(received).ifPresent(changes::add);
        }
        UserReplica.apply(connection, changes);
    }

    private static Optional<UserChange> change(ReceivedRecord<UserEvent> received) {
        var event = received.message();
        return kind(event)
                .map(kind -> new UserChange(userId(event), revision(event), kind, time(event), received.traceparent()));
    }

    private static Optional<UserChange.Kind> kind(UserEvent event) {
        return switch (event.getEventCase()) {
            case CREATED -> Optional.of(UserChange.Kind.CREATED);
            case UPDATED -> Optional.of(UserChange.Kind.UPDATED);
            case DEACTIVATED -> Optional.of(UserChange.Kind.DEACTIVATED);
            case REACTIVATED -> Optional.of(UserChange.Kind.REACTIVATED);
            case EVENT_NOT_SET -> Optional.empty();
        };
    }

    private static UUID userId(UserEvent event) {
        try {
            return UUID.fromString(event.getUserId());
        } catch (IllegalArgumentException e) {
            // Whatever stands where an id belongs may be anything, and the reason goes into logs and headers.
            throw new PoisonException("user_id: not shown (expected: a UUID)");
        }
    }

    private static long revision(UserEvent event) {
        if (event.getRevision() < 1) {
            throw new PoisonException("revision: " + event.getRevision() + " (expected: at least 1)");
        }
        return event.getRevision();
    }

    private static Instant time(UserEvent event) {
        return Instant.ofEpochSecond(
                event.getTime().getSeconds(), event.getTime().getNanos());
    }
}
