package shop.user.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.platform.cluster.RecentReads;
import shop.platform.entity.Request;

/**
 * One user, from before its creation. Whatever is accepted is persisted first. A user holds an e-mail address only by
 * a claim that it has not renounced; together with {@link EmailAddress}, which passes on a claim only after it was
 * renounced, no two users ever hold one address.
 */
public final class User extends EventSourcedBehaviorWithEnforcedReplies<UserCommand, UserEvent, UserState> {

    public static final EntityTypeKey<UserCommand> TYPE = EntityTypeKey.create(UserCommand.class, "User");

    private static final RetentionCriteria SNAPSHOTS = RetentionCriteria.snapshotEvery(50, 2);

    private final String id;
    private final Runnable answeredAgain;
    private final RecentReads<Reply> reads;

    private User(String id, BackoffSupervisorStrategy restart, Runnable answeredAgain, RecentReads<Reply> reads) {
        super(PersistenceId.of(TYPE.name(), id), restart);
        this.id = id;
        this.answeredAgain = answeredAgain;
        this.reads = reads;
    }

    /**
     * @param answeredAgain is told of each request that came again
     * @param reads of this node
     */
    public static Behavior<UserCommand> create(
            String id, BackoffSupervisorStrategy restart, Runnable answeredAgain, RecentReads<Reply> reads) {
        return new User(id, restart, answeredAgain, reads);
    }

    @Override
    public UserState emptyState() {
        return UserState.absent(id);
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
                .onCommand(UserCommand.Create.class, this::create)
                .onCommand(UserCommand.Get.class, this::get)
                .onCommand(UserCommand.Update.class, this::update)
                .onCommand(UserCommand.ChangeStatus.class, this::changeStatus)
                .onCommand(UserCommand.Renounce.class, this::renounce)
                .build();
    }

    @Override
    public EventHandler<UserState, UserEvent> eventHandler() {
        var handler = newEventHandlerBuilder()
                .forAnyState()
                .onEvent(UserEvent.Created.class, UserState::created)
                .onEvent(UserEvent.Updated.class, UserState::updated)
                .onEvent(UserEvent.Deactivated.class, UserState::deactivated)
                .onEvent(UserEvent.Reactivated.class, UserState::reactivated)
                .onEvent(UserEvent.Unchanged.class, UserState::unchanged)
                .onEvent(UserEvent.EmailRenounced.class, UserState::emailRenounced)
                .build();
        return (state, event) -> {
            reads.forget(id);
            return handler.apply(state, event);
        };
    }

    @Override
    public SignalHandler<UserState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(PostStop.instance(), state -> reads.forget(id))
                .build();
    }

    private ReplyEffect<UserEvent, UserState> recall(UserState state, UserCommand.Recall command) {
        return once(state, command.request(), command.replyTo(), () -> refuse(command.replyTo(), notFound()));
    }

    private ReplyEffect<UserEvent, UserState> create(UserState state, UserCommand.Create command) {
        var request = command.request();
        return once(state, request, command.replyTo(), () -> {
            if (state.details().isPresent()) {
                return refuse(command.replyTo(), new Rejection.RequestIdReused(request.id()));
            }
            var email = EmailKey.of(command.personal().email());
            if (state.hasRenounced(email, command.epoch())) {
                return refuse(command.replyTo(), claimLost(email, command.epoch()));
            }
            var created = new UserEvent.Created(
                    command.personal(), command.epoch(), 1, request.fingerprint(), request.metadata());
            return accept(created, List.of(), command.replyTo());
        });
    }

    private ReplyEffect<UserEvent, UserState> get(UserState state, UserCommand.Get command) {
        Reply reply = state.details().<Reply>map(Reply.Accepted::new).orElseGet(this::notFound);
        reads.keep(id, reply);
        return Effect().reply(command.replyTo(), reply);
    }

    private ReplyEffect<UserEvent, UserState> update(UserState state, UserCommand.Update command) {
        var request = command.request();
        return change(state, request, command.revision(), command.replyTo(), user -> {
            var changed = command.change().applyTo(user.personal());
            if (changed.equals(user.personal())) {
                return settle(user, request, command.replyTo());
            }
            var epoch = command.change().email().isPresent() ? command.epoch() : state.epoch();
            var email = EmailKey.of(changed.email());
            if (state.hasRenounced(email, epoch)) {
                return refuse(command.replyTo(), claimLost(email, epoch));
            }
            var updated = new UserEvent.Updated(
                    changed, epoch, user.revision() + 1, request.fingerprint(), request.metadata());
            return accept(updated, state.givenUpBy(changed), command.replyTo());
        });
    }

    private ReplyEffect<UserEvent, UserState> changeStatus(UserState state, UserCommand.ChangeStatus command) {
        var request = command.request();
        return change(state, request, command.revision(), command.replyTo(), user -> {
            if (user.status() == command.status()) {
                return settle(user, request, command.replyTo());
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
            Request request,
            long revision,
            ActorRef<Reply> replyTo,
            Function<UserDetails, ReplyEffect<UserEvent, UserState>> decision) {
        return once(state, request, replyTo, () -> {
            if (state.details().isEmpty()) {
                return refuse(replyTo, notFound());
            }
            var user = state.details().get();
            if (revision != 0 && revision != user.revision()) {
                return refuse(replyTo, new Rejection.StaleRevision(id, revision, user.revision()));
            }
            return decision.apply(user);
        });
    }

    /** Answers a repeated request as the first time; decides about a new one. */
    private ReplyEffect<UserEvent, UserState> once(
            UserState state,
            Request request,
            ActorRef<Reply> replyTo,
            Supplier<ReplyEffect<UserEvent, UserState>> decision) {
        var before = state.answerTo(request);
        if (before.isEmpty()) {
            return decision.get();
        }
        if (!before.get().fingerprint().equals(request.fingerprint())) {
            return refuse(replyTo, new Rejection.RequestIdReused(request.id()));
        }
        answeredAgain.run();
        return Effect().reply(replyTo, new Reply.Accepted(before.get().user()));
    }

    private ReplyEffect<UserEvent, UserState> accept(
            UserEvent event, List<EmailClaim> givenUp, ActorRef<Reply> replyTo) {
        return Effect()
                .persist(event)
                .thenReply(replyTo, after -> new Reply.Accepted(after.details().orElseThrow(), givenUp));
    }

    /** Nothing to change. A repeatable request is remembered all the same, lest its repetition find other facts. */
    private ReplyEffect<UserEvent, UserState> settle(UserDetails user, Request request, ActorRef<Reply> replyTo) {
        return request.repeatable()
                ? accept(new UserEvent.Unchanged(request.fingerprint(), request.metadata()), List.of(), replyTo)
                : Effect().reply(replyTo, new Reply.Accepted(user));
    }

    private ReplyEffect<UserEvent, UserState> refuse(ActorRef<Reply> replyTo, Rejection rejection) {
        return Effect().reply(replyTo, rejection);
    }

    private Rejection notFound() {
        return new Rejection.UserNotFound(id);
    }

    private Rejection claimLost(EmailKey email, long epoch) {
        return new Rejection.ClaimLost(new EmailClaim(email, id, epoch));
    }
}
