package shop.user.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import shop.platform.cluster.EntityPlace;
import shop.platform.entity.Request;
import shop.platform.eventsourced.AnsweringEntity;

/**
 * One user, from before its creation. Whatever is accepted is persisted first. A user holds an e-mail address only by
 * a claim that it has not renounced; together with {@link EmailAddress}, which passes on a claim only after it was
 * renounced, no two users ever hold one address.
 */
public final class User extends AnsweringEntity<UserCommand, UserEvent, UserState, Reply> {

    public static final EntityTypeKey<UserCommand> TYPE = EntityTypeKey.create(UserCommand.class, "User");

    private static final RetentionCriteria SNAPSHOTS = RetentionCriteria.snapshotEvery(50, 2);

    private User(EntityPlace<Reply> place) {
        super(TYPE, place);
    }

    public static Behavior<UserCommand> create(EntityPlace<Reply> place) {
        return new User(place);
    }

    @Override
    public UserState emptyState() {
        return UserState.absent(id());
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return SNAPSHOTS;
    }

    @Override
    public CommandHandlerWithReply<UserCommand, UserEvent, UserState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(UserCommand.Recall.class, this::recall)
                .onCommand(UserCommand.Create.class, admitted(this::create))
                .onCommand(UserCommand.Get.class, this::get)
                .onCommand(UserCommand.Update.class, admitted(this::update))
                .onCommand(UserCommand.ChangeStatus.class, admitted(this::changeStatus))
                .onCommand(UserCommand.Renounce.class, this::renounce)
                .build();
    }

    @Override
    protected UserState after(UserState state, UserEvent event) {
        return event.fold(state);
    }

    @Override
    protected Optional<Earlier<Reply>> earlier(UserState state, Request request) {
        return state.answerTo(request)
                .map(answer -> new Earlier<>(answer.fingerprint(), new Reply.Accepted(answer.user())));
    }

    @Override
    protected Reply reused(Request request) {
        return new Rejection.RequestIdReused(request.id());
    }

    private ReplyEffect<UserEvent, UserState> recall(UserState state, UserCommand.Recall command) {
        return once(state, command, () -> answer(command, notFound()));
    }

    private ReplyEffect<UserEvent, UserState> create(UserState state, UserCommand.Create command) {
        var request = command.request();
        return once(state, command, () -> {
            if (state.details().isPresent()) {
                return answer(command, reused(request));
            }
            var email = EmailKey.of(command.personal().email());
            if (state.hasRenounced(email, command.epoch())) {
                return answer(command, claimLost(email, command.epoch()));
            }
            var created = new UserEvent.Created(
                    command.personal(), command.epoch(), 1, request.fingerprint(), request.metadata());
            return accept(created, List.of(), command.replyTo());
        });
    }

    private ReplyEffect<UserEvent, UserState> get(UserState state, UserCommand.Get command) {
        Reply reply = state.details()
                .<Reply>map(now ->
                        new Reply.Accepted(now, List.of(), state.renounced().size()))
                .orElseGet(this::notFound);
        return read(command.replyTo(), reply);
    }

    private ReplyEffect<UserEvent, UserState> update(UserState state, UserCommand.Update command) {
        var request = command.request();
        return change(state, command, command.revision(), user -> {
            if (request.madeByOwner() && user.status() == UserStatus.DEACTIVATED) {
                return answer(command, new Rejection.UserDeactivated(id()));
            }
            var changed = command.change().applyTo(user.personal());
            if (changed.equals(user.personal())) {
                return settle(user, command);
            }
            var epoch = command.change().email().isPresent() ? command.epoch() : state.epoch();
            var email = EmailKey.of(changed.email());
            if (state.hasRenounced(email, epoch)) {
                return answer(command, claimLost(email, epoch));
            }
            var updated = new UserEvent.Updated(
                    changed, epoch, user.revision() + 1, request.fingerprint(), request.metadata());
            return accept(updated, state.givenUpBy(changed), command.replyTo());
        });
    }

    private ReplyEffect<UserEvent, UserState> changeStatus(UserState state, UserCommand.ChangeStatus command) {
        var request = command.request();
        return change(state, command, command.revision(), user -> {
            if (user.status() == command.status()) {
                return settle(user, command);
            }
            var next = user.revision() + 1;
            var event =
                    switch (command.status()) {
                        case ACTIVE -> new UserEvent.Reactivated(next, request.fingerprint(), request.metadata());
                        case DEACTIVATED -> new UserEvent.Deactivated(next, request.fingerprint(), request.metadata());
                    };
            return accept(event, List.of(), command.replyTo());
        });
    }

    private ReplyEffect<UserEvent, UserState> renounce(UserState state, UserCommand.Renounce command) {
        var claim = command.claim();
        if (state.holds(claim)) {
            return Effect().reply(command.replyTo(), new Renunciation.Refused());
        }
        if (state.hasRenounced(claim.email(), claim.epoch())) {
            return Effect().reply(command.replyTo(), new Renunciation.Renounced());
        }
        return Effect()
                .persist(new UserEvent.EmailRenounced(
                        claim.email(), claim.epoch(), command.request().metadata()))
                .thenReply(command.replyTo(), after -> new Renunciation.Renounced());
    }

    /** A change to a user that must exist, at the revision that the caller knows. */
    private ReplyEffect<UserEvent, UserState> change(
            UserState state,
            UserCommand.Decided command,
            long revision,
            Function<UserDetails, ReplyEffect<UserEvent, UserState>> decision) {
        return once(state, command, () -> {
            if (state.details().isEmpty()) {
                return answer(command, notFound());
            }
            var user = state.details().get();
            if (revision != 0 && revision != user.revision()) {
                return answer(command, new Rejection.StaleRevision(id(), revision, user.revision()));
            }
            return decision.apply(user);
        });
    }

    private ReplyEffect<UserEvent, UserState> accept(
            UserEvent event, List<EmailClaim> givenUp, ActorRef<Reply> replyTo) {
        return Effect()
                .persist(event)
                .thenReply(replyTo, after -> new Reply.Accepted(after.details().orElseThrow(), givenUp));
    }

    /** Nothing to change. A repeatable request is remembered all the same, lest its repetition find other facts. */
    private ReplyEffect<UserEvent, UserState> settle(UserDetails user, UserCommand.Decided command) {
        var request = command.request();
        return request.repeatable()
                ? accept(
                        new UserEvent.Unchanged(request.fingerprint(), request.metadata()),
                        List.of(),
                        command.replyTo())
                : answer(command, new Reply.Accepted(user));
    }

    private Rejection notFound() {
        return new Rejection.UserNotFound(id());
    }

    private Rejection claimLost(EmailKey email, long epoch) {
        return new Rejection.ClaimLost(new EmailClaim(email, id(), epoch));
    }
}
