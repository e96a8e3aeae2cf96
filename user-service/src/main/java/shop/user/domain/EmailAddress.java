package shop.user.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.Request;
import shop.platform.journal.EventMetadata;
import shop.platform.telemetry.Traced;

/**
 * Who may hold one e-mail address; the entity id is its {@link EmailKey}. At most one claim stands at a time. It ends
 * only by its owner's having renounced it: by {@link Release}, or by {@link Transfer} to the next claimant.
 */
public final class EmailAddress
        extends EventSourcedBehaviorWithEnforcedReplies<EmailAddress.Command, EmailAddress.Event, EmailAddress.State> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "EmailAddress");

    private static final RetentionCriteria SNAPSHOTS = RetentionCriteria.snapshotEvery(50, 2);

    /** What can be asked of an address. */
    public sealed interface Command extends CborSerializable, Traced {
        Request request();

        @Override
        default String traceparent() {
            return request().metadata().traceparent();
        }
    }

    /** Grants the address to {@code userId} unless another user has it. */
    public record Claim(String userId, Request request, ActorRef<Decision> replyTo) implements Command {}

    /** As {@link Claim}, where {@code renounced} is a claim that its owner has durably given up. */
    public record Transfer(EmailClaim renounced, String userId, Request request, ActorRef<Decision> replyTo)
            implements Command {}

    /** Ends a claim that its owner has durably given up. */
    public record Release(EmailClaim renounced, Request request, ActorRef<Released> replyTo) implements Command {}

    /** Whose the address is now. */
    public record Decision(EmailClaim standing) implements CborSerializable {}

    /** The claim does not stand any more. */
    public record Released() implements CborSerializable {}

    /** What happened to an address. These are journal classes: fields are only ever added. */
    public sealed interface Event extends CborSerializable, Traced {
        EventMetadata metadata();

        @Override
        default String traceparent() {
            return metadata().traceparent();
        }
    }

    public record Claimed(String userId, long epoch, EventMetadata metadata) implements Event {}

    public record Freed(long epoch, EventMetadata metadata) implements Event {}

    /**
     * @param owner empty while the address is free
     * @param epoch of the standing or the last claim; 0 before the first
     */
    public record State(String owner, long epoch) implements CborSerializable {

        static final State NEW = new State("", 0);

        boolean isFree() {
            return owner.isEmpty();
        }

        boolean stands(EmailClaim claim) {
            return claim.epoch() == epoch && claim.userId().equals(owner);
        }
    }

    private final EmailKey key;

    private EmailAddress(EmailKey key, BackoffSupervisorStrategy restart) {
        super(PersistenceId.of(TYPE.name(), key.value()), restart);
        this.key = key;
    }

    /** @param key value of an {@link EmailKey} */
    public static Behavior<Command> create(String key, BackoffSupervisorStrategy restart) {
        return new EmailAddress(new EmailKey(key), restart);
    }

    @Override
    public State emptyState() {
        return State.NEW;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return SNAPSHOTS;
    }

    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Claim.class, this::claim)
                .onCommand(Transfer.class, this::transfer)
                .onCommand(Release.class, this::release)
                .build();
    }

    @Override
    public EventHandler<State, Event> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(Claimed.class, (state, event) -> new State(event.userId(), event.epoch()))
                .onEvent(Freed.class, (state, event) -> new State("", event.epoch()))
                .build();
    }

    private ReplyEffect<Event, State> claim(State state, Claim command) {
        return state.isFree()
                ? grant(state, command.userId(), command.request(), command.replyTo())
                : Effect().reply(command.replyTo(), decision(state));
    }

    private ReplyEffect<Event, State> transfer(State state, Transfer command) {
        return state.isFree() || state.stands(command.renounced())
                ? grant(state, command.userId(), command.request(), command.replyTo())
                : Effect().reply(command.replyTo(), decision(state));
    }

    private ReplyEffect<Event, State> release(State state, Release command) {
        return state.stands(command.renounced())
                ? Effect()
                        .persist(new Freed(state.epoch(), command.request().metadata()))
                        .thenReply(command.replyTo(), after -> new Released())
                : Effect().reply(command.replyTo(), new Released());
    }

    private ReplyEffect<Event, State> grant(State state, String userId, Request request, ActorRef<Decision> replyTo) {
        return Effect()
                .persist(new Claimed(userId, state.epoch() + 1, request.metadata()))
                .thenReply(replyTo, this::decision);
    }

    private Decision decision(State state) {
        return new Decision(new EmailClaim(key, state.owner(), state.epoch()));
    }
}
