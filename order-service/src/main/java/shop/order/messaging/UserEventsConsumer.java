package shop.order.messaging;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import shop.contract.user.events.UserEvent;
import shop.order.process.UserChange;
import shop.order.process.UserReplica;
import shop.order.users.CurrentReplica;
import shop.platform.messaging.Consuming;
import shop.platform.messaging.PoisonException;
import shop.platform.messaging.ReceivedRecord;
import shop.platform.messaging.RecordHandler;
import shop.platform.messaging.TopicConsumer;

/** Feeds the replica of users from the topic {@code user-events}. Events of a kind that it does not know do not concern it. */
public final class UserEventsConsumer implements RecordHandler<UserEvent> {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int MAX_NANOS = 999_999_999;

    public static final TopicConsumer DECLARED =
            new TopicConsumer(CurrentReplica.CONSUMER, "user-events", UserReplica::forget);

    UserEventsConsumer() {}

    /** Takes this node's part; call it on every node. After a reset the replica comes to the same rows. */
    public static Consuming start(ActorSystem<?> system) {
        return Consuming.start(system, DECLARED, new UserEventsConsumer(), UserEvent.parser());
    }

    @Override
    public void verify(ReceivedRecord<UserEvent> received) {
        change(received);
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

    /** Whatever stands where an id belongs may be anything, and the reason goes into logs and headers. */
    private static UUID userId(UserEvent event) {
        if (!UUID_TEXT.matcher(event.getUserId()).matches()) {
            throw new PoisonException("user_id: not shown (expected: a UUID)");
        }
        return UUID.fromString(event.getUserId());
    }

    private static long revision(UserEvent event) {
        if (event.getRevision() < 1) {
            throw new PoisonException("revision: " + event.getRevision() + " (expected: at least 1)");
        }
        return event.getRevision();
    }

    /** As protobuf defines a timestamp, which is less than an Instant and PostgreSQL can take. */
    private static Instant time(UserEvent event) {
        var seconds = event.getTime().getSeconds();
        var nanos = event.getTime().getNanos();
        if (seconds < EARLIEST.getEpochSecond()
                || seconds > LATEST.getEpochSecond()
                || nanos < 0
                || nanos > MAX_NANOS) {
            throw new PoisonException("time: " + seconds + " s, " + nanos + " ns (expected: " + EARLIEST + " to "
                    + LATEST + ", 0 to " + MAX_NANOS + " ns)");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
