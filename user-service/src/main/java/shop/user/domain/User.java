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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.platform.cluster.RecentReads;
import shop.platform.cluster.ShardPeriod;
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
    private final ShardPeriod period;

    private User(
            String id,
            BackoffSupervisorStrategy restart,
            Runnable answeredAgain,
            RecentReads<Reply> reads,
            ShardPeriod period) {
        super(PersistenceId.of(TYPE.name(), id), restart);
        this.id = id;
        this.answeredAgain = answeredAgain;
        this.reads = reads;
        this.period = period;
    }

    /**
     * @param answeredAgain is told of each request that came again
     * @param reads of this node
     * @param period of the user's shard
     */
    public static Behavior<UserCommand> create(
            String id,
            BackoffSupervisorStrategy restart,
            Runnable answeredAgain,
            RecentReads<Reply> reads,
            ShardPeriod period) {
        return new User(id, restart, answeredAgain, reads, period);
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
                .onCommand(UserCommand.Create.class, admitted(this::create))
                .onCommand(UserCommand.Get.class, this::get)
                .onCommand(UserCommand.Update.class, admitted(this::update))
                .onCommand(UserCommand.ChangeStatus.class, admitted(this::changeStatus))
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

    /** What is answered without an event stays so: a copy of the request that comes later does not get to its handler. */
    private <C extends UserCommand.Decided> BiFunction<UserState, C, ReplyEffect<UserEvent, UserState>> admitted(
            BiFunction<UserState, C, ReplyEffect<UserEvent, UserState>> handler) {
        return (state, command) -> period.admits(command.request().binding(), command.replyTo())
                ? handler.apply(state, command)
                : Effect().noReply();
    }

    private ReplyEffect<UserEvent, UserState> recall(UserState state, UserCommand.Recall command) {
        return once(
                state,
                command.request(),
                command.replyTo(),
                () -> refuse(command.request(), command.replyTo(), notFound()));
    }

    private ReplyEffect<UserEvent, UserState> create(UserState state, UserCommand.Create command) {
        var request = command.request();
        return once(state, request, command.replyTo(), () -> {
            if (state.details().isPresent()) {
                return refuse(request, command.replyTo(), new Rejection.RequestIdReused(request.id()));
            }
            var email = EmailKey.of(command.personal().email());
            if (state.hasRenounced(email, command.epoch())) {
                return refuse(request, command.replyTo(), claimLost(email, command.epoch()));
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
        reads.keep(id, reply);
        return Effect().reply(command.replyTo(), reply);
    }

    private ReplyEffect<UserEvent, UserState> update(UserState state, UserCommand.Update command) {
        var request = command.request();
        return change(state, request, command.revision(), command.replyTo(), user -> {
            if (request.madeByOwner() && user.status() == UserStatus.DEACTIVATED) {
                return refuse(request, command.replyTo(), new Rejection.UserDeactivated(id));
            }
            var changed = command.change().applyTo(user.personal());
            if (changed.equals(user.personal())) {
                return settle(user, request, command.replyTo());
            }
            var epoch = command.change().email().isPresent() ? command.epoch() : state.epoch();
            var email = EmailKey.of(changed.email());
            if (state.hasRenounced(email, epoch)) {
                return refuse(request, command.replyTo(), claimLost(email, epoch));
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
                return refuse(request, replyTo, notFound());
            }
            var user = state.details().get();
            if (revision != 0 && revision != user.revision()) {
                return refuse(request, replyTo, new Rejection.StaleRevision(id, revision, user.revision()));
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
            return refuse(request, replyTo, new Rejection.RequestIdReused(request.id()));
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
                : answer(request, replyTo, new Reply.Accepted(user));
    }

    private ReplyEffect<UserEvent, UserState> refuse(Request request, ActorRef<Reply> replyTo, Rejection rejection) {
        return answer(request, replyTo, rejection);
    }

    /** Without an event. */
    private ReplyEffect<UserEvent, UserState> answer(Request request, ActorRef<Reply> replyTo, Reply reply) {
        period.answered(request.binding(), reply);
        return Effect().reply(replyTo, reply);
    }

    private Rejection notFound() {
        return new Rejection.UserNotFound(id);
    }

    private Rejection claimLost(EmailKey email, long epoch) {
        return new Rejection.ClaimLost(new EmailClaim(email, id, epoch));
    }
}
