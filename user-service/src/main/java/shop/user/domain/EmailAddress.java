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
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import shop.platform.cluster.CborSerializable;
import shop.platform.cluster.ShardPeriod;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Recorded;
import shop.platform.entity.Request;
import shop.platform.eventsourced.RequestMessage;

/**
 * Who may hold one e-mail address; the entity id is an {@link EmailKey}. The address is held by claims: one on this key, and
 * those on other keys that users hold by an address that is the same, which are noted here as {@code grounds}. All of them are
 * one user's, but for users who had the same address before it was known to be the same. A claim ends only by its owner's
 * having renounced it, and the address is granted to another user only when every one has ended.
 */
public final class EmailAddress
        extends EventSourcedBehaviorWithEnforcedReplies<EmailAddress.Command, EmailAddress.Event, EmailAddress.State> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "EmailAddress");

    private static final RetentionCriteria SNAPSHOTS = RetentionCriteria.snapshotEvery(50, 2);

    /** What can be asked of an address. */
    public sealed interface Command extends CborSerializable {}

    /**
     * Grants the address to {@code userId} unless another user has it.
     *
     * @param ground the claim on another key by which the user holds the address; empty: by a claim on this key
     * @param besides grant it beside whoever has it, since the user held it before that could be told
     */
    public record Claim(
            String userId, Request request, ActorRef<Decision> replyTo, Optional<EmailClaim> ground, boolean besides)
            implements Command, RequestMessage<Decision> {

        public Claim {
            ground = Objects.requireNonNullElse(ground, Optional.empty());
        }
    }

    /**
     * As {@link Claim}, where the owners of claims have durably given them up.
     *
     * @param renounced one of the claims
     * @param others the others
     */
    public record Transfer(
            EmailClaim renounced,
            String userId,
            Request request,
            ActorRef<Decision> replyTo,
            List<EmailClaim> others,
            Optional<EmailClaim> ground)
            implements Command, RequestMessage<Decision> {

        public Transfer {
            others = Objects.requireNonNullElse(others, List.of());
            ground = Objects.requireNonNullElse(ground, Optional.empty());
        }
    }

    /** Ends a claim that its owner has durably given up. */
    public record Release(EmailClaim renounced, Request request, ActorRef<Released> replyTo)
            implements Command, RequestMessage<Released> {}

    /**
     * Whose the address is now.
     *
     * @param claims all by which it is held, not empty; empty from a node of the first release, which knows of one only
     */
    public record Decision(EmailClaim standing, List<EmailClaim> claims) implements CborSerializable {

        public Decision {
            claims = Objects.requireNonNullElse(claims, List.of());
        }
    }

    /** The claim does not stand any more. */
    public record Released() implements CborSerializable {}

    /** What happened to an address. These are journal classes: fields are only ever added. */
    public sealed interface Event extends CborSerializable, Recorded {
        /** Returns what one of the functions makes of this event. */
        <T> T fold(Function<Claimed, T> claimed, Function<Freed, T> freed);
    }

    /** @param grounds as in {@link State} */
    public record Claimed(
            String userId,
            long epoch,
            EventMetadata metadata,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EmailClaim> grounds)
            implements Event {

        public Claimed {
            grounds = Objects.requireNonNullElse(grounds, List.of());
        }

        @Override
        public <T> T fold(Function<Claimed, T> claimed, Function<Freed, T> freed) {
            return claimed.apply(this);
        }
    }

    public record Freed(long epoch, EventMetadata metadata) implements Event {

        @Override
        public <T> T fold(Function<Claimed, T> claimed, Function<Freed, T> freed) {
            return freed.apply(this);
        }
    }

    /**
     * @param owner empty while the address is free
     * @param epoch of the standing or the last claim on this key; 0 before the first
     * @param grounds the claims by which the address is held; empty: by the owner's on this key
     */
    public record State(
            String owner,
            long epoch,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EmailClaim> grounds) implements CborSerializable {

        static final State NEW = new State("", 0, List.of());

        public State {
            grounds = Objects.requireNonNullElse(grounds, List.of());
        }

        List<EmailClaim> claims(EmailKey key) {
            if (owner.isEmpty()) {
                return List.of();
            }
            return grounds.isEmpty() ? List.of(new EmailClaim(key, owner, epoch)) : grounds;
        }
    }

    private final EmailKey key;

    private final ShardPeriod period;

    private EmailAddress(EmailKey key, BackoffSupervisorStrategy restart, ShardPeriod period) {
        super(PersistenceId.of(TYPE.name(), key.value()), restart);
        this.key = key;
        this.period = period;
    }

    /**
     * @param key value of an {@link EmailKey}
     * @param period of the address's shard
     */
    public static Behavior<Command> create(String key, BackoffSupervisorStrategy restart, ShardPeriod period) {
        return new EmailAddress(new EmailKey(key), restart, period);
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
        return (state, event) -> event.fold(
                claimed -> new State(claimed.userId(), claimed.epoch(), claimed.grounds()),
                freed -> new State("", freed.epoch(), List.of()));
    }

    private ReplyEffect<Event, State> claim(State state, Claim command) {
        return grant(
                state,
                state.claims(key),
                new Wanted(command.userId(), command.ground(), command.besides()),
                command.request(),
                command.replyTo());
    }

    private ReplyEffect<Event, State> transfer(State state, Transfer command) {
        var remaining = new ArrayList<>(state.claims(key));
        remaining.remove(command.renounced());
        remaining.removeAll(command.others());
        return grant(
                state,
                remaining,
                new Wanted(command.userId(), command.ground(), false),
                command.request(),
                command.replyTo());
    }

    private ReplyEffect<Event, State> release(State state, Release command) {
        var remaining = new ArrayList<>(state.claims(key));
        if (!remaining.remove(command.renounced())) {
            return Effect().reply(command.replyTo(), new Released());
        }
        var metadata = command.request().metadata();
        var event =
                remaining.isEmpty() ? new Freed(state.epoch(), metadata) : claimed(state.epoch(), remaining, metadata);
        return Effect().persist(event).thenReply(command.replyTo(), after -> new Released());
    }

    /** What a user wants: the address by a claim on this key, or by its ground. */
    private record Wanted(String userId, Optional<EmailClaim> ground, boolean besides) {
        boolean isAmong(List<EmailClaim> claims, EmailKey key) {
            return ground.map(claims::contains)
                    .orElseGet(() -> claims.stream()
                            .anyMatch(claim ->
                                    claim.email().equals(key) && claim.userId().equals(userId)));
        }

        boolean isBarredBy(List<EmailClaim> claims) {
            return !besides && claims.stream().anyMatch(claim -> !claim.userId().equals(userId));
        }
    }

    /** @param remaining the claims by which the address is held, without those that were renounced */
    private ReplyEffect<Event, State> grant(
            State state, List<EmailClaim> remaining, Wanted wanted, Request request, ActorRef<Decision> replyTo) {
        // Who was told that the address is another's does not get it later by a copy of the same message.
        if (!period.admits(request.binding(), replyTo)) {
            return Effect().noReply();
        }
        if (wanted.isAmong(remaining, key) || wanted.isBarredBy(remaining)) {
            period.answered(request.binding(), decision(state));
            return Effect().reply(replyTo, decision(state));
        }
        var epoch = remaining.isEmpty() || wanted.ground().isEmpty() ? state.epoch() + 1 : state.epoch();
        var claims = new ArrayList<>(remaining);
        claims.add(wanted.ground().orElseGet(() -> new EmailClaim(key, wanted.userId(), epoch)));
        return Effect().persist(claimed(epoch, claims, request.metadata())).thenReply(replyTo, this::decision);
    }

    private Event claimed(long epoch, List<EmailClaim> claims, EventMetadata metadata) {
        var owner = claims.get(0).userId();
        var isOwn = claims.equals(List.of(new EmailClaim(key, owner, epoch)));
        return new Claimed(owner, epoch, metadata, isOwn ? List.of() : List.copyOf(claims));
    }

    private Decision decision(State state) {
        return new Decision(new EmailClaim(key, state.owner(), state.epoch()), state.claims(key));
    }
}
