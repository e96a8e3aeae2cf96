package shop.user.domain;

import static shop.user.domain.Given.ALICE;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;
import shop.testkit.SerializationPromises;

class SerializationTest extends SerializationPromises {
    private static final String ID = "0b9be1b6-8f1c-4b8e-a1f0-2d0f6a1c9a01";
    private static final EmailKey EMAIL = EmailKey.of(ALICE.email());
    private static final EmailClaim CLAIM = new EmailClaim(EMAIL, ID, 3);
    private static final UserDetails USER =
            new UserDetails(ID, ALICE, UserStatus.DEACTIVATED, Given.NOON, Given.NOON.plusSeconds(1), 2);

    SerializationTest() {
        super("order-service", Given.NOON, "user.UserService/CreateUser");
    }

    @Override
    protected Stream<Class<?>> sent() {
        return Stream.of(
                UserCommand.class,
                Reply.class,
                Renunciation.class,
                EmailAddress.Command.class,
                EmailAddress.Decision.class,
                EmailAddress.Released.class);
    }

    @Override
    protected Stream<Class<?>> stored() {
        return Stream.of(UserEvent.class, EmailAddress.Event.class, UserState.class, EmailAddress.State.class);
    }

    @Override
    protected CborSerializable event(EventMetadata metadata) {
        return new UserEvent.Created(ALICE, 3, 1, "fingerprint", metadata);
    }

    @Override
    protected CborSerializable message(Request request) {
        return new UserCommand.ChangeStatus(UserStatus.ACTIVE, 2, request, nobody());
    }

    @Override
    protected Stream<CborSerializable> samples() {
        ActorRef<Reply> replyTo = nobody();
        ActorRef<Renunciation> renunciation = nobody();
        ActorRef<EmailAddress.Decision> decision = nobody();
        ActorRef<EmailAddress.Released> released = nobody();
        return Stream.of(
                new UserCommand.Recall(request(), replyTo),
                new UserCommand.Create(ALICE, 3, request(), replyTo),
                new UserCommand.Get(replyTo),
                new UserCommand.Update(
                        new UserChange(Optional.of("Alice B"), Optional.empty()), 3, 2, request(), replyTo),
                new UserCommand.ChangeStatus(UserStatus.ACTIVE, 2, request(), replyTo),
                new UserCommand.Renounce(CLAIM, request(), renunciation),
                new Reply.Accepted(USER, List.of(CLAIM)),
                new Rejection.UserNotFound(ID),
                new Rejection.UserDeactivated(ID),
                new Rejection.AddressesUsedUp(ID, 100),
                new Rejection.EmailTaken(ID),
                new Rejection.StaleRevision(ID, 1, 2),
                new Rejection.RequestIdReused(metadata().requestId()),
                new Rejection.ClaimLost(CLAIM),
                new Renunciation.Refused(),
                new Renunciation.Renounced(),
                new EmailAddress.Claim(ID, request(), decision, Optional.empty(), false),
                new EmailAddress.Transfer(CLAIM, ID, request(), decision, List.of(), Optional.empty()),
                new EmailAddress.Release(CLAIM, request(), released),
                new EmailAddress.Decision(CLAIM, List.of()),
                new EmailAddress.Released(),
                new UserEvent.Created(ALICE, 3, 1, "fingerprint", metadata()),
                new UserEvent.Updated(ALICE, 3, 2, "fingerprint", metadata()),
                new UserEvent.Deactivated(2, "fingerprint", metadata()),
                new UserEvent.Reactivated(3, "fingerprint", metadata()),
                new UserEvent.Unchanged("fingerprint", metadata()),
                new UserEvent.EmailRenounced(EMAIL, 3, metadata()),
                new EmailAddress.Claimed(ID, 3, metadata(), List.of()),
                new EmailAddress.Freed(3, metadata()),
                new UserState(
                        ID,
                        List.of(USER),
                        3,
                        Map.of(EMAIL.value(), 2L),
                        List.of(new UserState.Answer(metadata().requestId(), "fingerprint", USER))),
                new EmailAddress.State(ID, 3, List.of()));
    }
}
