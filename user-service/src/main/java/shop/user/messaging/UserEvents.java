package shop.user.messaging;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Optional;
import shop.contract.user.events.UserCreated;
import shop.contract.user.events.UserDeactivated;
import shop.contract.user.events.UserReactivated;
import shop.contract.user.events.UserUpdated;
import shop.platform.journal.EventEnvelope;
import shop.platform.messaging.PublishedEvents;
import shop.user.domain.UserEvent;

/** The events of users as user_events.proto tells them: that something happened, not to whom. */
public final class UserEvents implements PublishedEvents<UserEvent> {
    public static final String TOPIC = "user-events";

    @Override
    public Optional<Message> message(EventEnvelope<UserEvent> envelope) {
        var message = shop.contract.user.events.UserEvent.newBuilder()
                .setUserId(envelope.entityId())
                .setTime(timestamp(envelope.event().metadata().time()));
        if (envelope.event() instanceof UserEvent.Created created) {
            message.setRevision(created.revision()).setCreated(UserCreated.getDefaultInstance());
        } else if (envelope.event() instanceof UserEvent.Updated updated) {
            message.setRevision(updated.revision()).setUpdated(UserUpdated.getDefaultInstance());
        } else if (envelope.event() instanceof UserEvent.Deactivated deactivated) {
            message.setRevision(deactivated.revision()).setDeactivated(UserDeactivated.getDefaultInstance());
        } else if (envelope.event() instanceof UserEvent.Reactivated reactivated) {
            message.setRevision(reactivated.revision()).setReactivated(UserReactivated.getDefaultInstance());
        } else {
            return Optional.empty();
        }
        return Optional.of(message.build());
    }

    @Override
    public String traceparent(EventEnvelope<UserEvent> envelope) {
        return envelope.event().metadata().traceparent();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
