package shop.user.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.user.events.UserEvent.EventCase;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;
import shop.user.domain.EmailKey;
import shop.user.domain.PersonalData;
import shop.user.domain.UserEvent;

class UserEventsTest {
    private static final PersonalData CANARY = new PersonalData("Canary Bird", "canary.bird@example.com");
    private static final EventMetadata METADATA =
            new EventMetadata("request", "caller", "trace", Instant.ofEpochSecond(1_000, 5_000));

    private final UserEvents events = new UserEvents();

    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(new UserEvent.Created(CANARY, 3, 1, "fingerprint", METADATA), 1, EventCase.CREATED),
                Arguments.of(new UserEvent.Updated(CANARY, 3, 2, "fingerprint", METADATA), 2, EventCase.UPDATED),
                Arguments.of(new UserEvent.Deactivated(3, "fingerprint", METADATA), 3, EventCase.DEACTIVATED),
                Arguments.of(new UserEvent.Reactivated(4, "fingerprint", METADATA), 4, EventCase.REACTIVATED));
    }

    @ParameterizedTest
    @MethodSource("published")
    void aChangeIsPublishedWithItsRevisionAndWithoutPersonalData(UserEvent event, long revision, EventCase kind) {
        var message = (shop.contract.user.events.UserEvent)
                events.message(envelope(event)).orElseThrow();

        assertThat(message.getUserId()).isEqualTo("user");
        assertThat(message.getRevision()).isEqualTo(revision);
        assertThat(message.getEventCase()).isEqualTo(kind);
        assertThat(message.getTime())
                .isEqualTo(
                        Timestamp.newBuilder().setSeconds(1_000).setNanos(5_000).build());
        assertThat(message.toString()).doesNotContainIgnoringCase("canary");
        assertThat(events.traceparent(envelope(event))).isEqualTo("trace");
    }

    @Test
    void whatOnlyTheServiceItselfHasToRememberIsNotPublished() {
        var unchanged = new UserEvent.Unchanged("fingerprint", METADATA);
        var renounced = new UserEvent.EmailRenounced(EmailKey.of(CANARY.email()), 3, METADATA);

        assertThat(events.message(envelope(unchanged))).isEmpty();
        assertThat(events.message(envelope(renounced))).isEmpty();
    }

    private static EventEnvelope<UserEvent> envelope(UserEvent event) {
        return new EventEnvelope<>("User|user", "user", 7, event, Instant.EPOCH, EventOffset.START);
    }
}
