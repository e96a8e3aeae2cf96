package shop.user.messaging;

import com.google.protobuf.Message;
import java.util.Optional;
import shop.contract.user.events.UserCreated;
import shop.contract.user.events.UserDeactivated;
import shop.contract.user.events.UserReactivated;
import shop.contract.user.events.UserUpdated;
import shop.platform.call.Timestamps;
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
                .setTime(Timestamps.of(envelope.event().metadata().time()));
        return envelope.event().fold(new Told(message)) ? Optional.of(message.build()) : Optional.empty();
    }

    /** Completes a message; false: the world is not told of this. */
    private record Told(shop.contract.user.events.UserEvent.Builder message) implements UserEvent.Cases<Boolean> {
        @Override
        public Boolean created(UserEvent.Created event) {
            message.setRevision(event.revision()).setCreated(UserCreated.getDefaultInstance());
            return true;
        }

        @Override
        public Boolean updated(UserEvent.Updated event) {
            message.setRevision(event.revision()).setUpdated(UserUpdated.getDefaultInstance());
            return true;
        }

        @Override
        public Boolean deactivated(UserEvent.Deactivated event) {
            message.setRevision(event.revision()).setDeactivated(UserDeactivated.getDefaultInstance());
            return true;
        }

        @Override
        public Boolean reactivated(UserEvent.Reactivated event) {
            message.setRevision(event.revision()).setReactivated(UserReactivated.getDefaultInstance());
            return true;
        }

        @Override
        public Boolean unchanged(UserEvent.Unchanged event) {
            return false;
        }

        @Override
        public Boolean emailRenounced(UserEvent.EmailRenounced event) {
            return false;
        }
    }
}
