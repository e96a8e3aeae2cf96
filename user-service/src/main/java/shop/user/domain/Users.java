package shop.user.domain;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import shop.platform.cluster.Entities;
import shop.platform.cluster.ShardPeriods;
import shop.platform.entity.Request;
import shop.platform.eventsourced.AnsweringEntities;

/**
 * What can be done with users, across the entities that it takes. Every step may be the last one before a crash: what
 * is left behind then, a claim without its user or an address not yet released, is put right by whoever claims the
 * address next. Thread-safe. Each timeout bounds one step, and a call takes few.
 */
public final class Users {
    private final Entities entities;
    private final AnsweringEntities<UserCommand, Reply> users;
    private final EarlierAddresses earlier;
    private final ShardPeriods addressPeriods = new ShardPeriods();

    public Users(ActorSystem<?> system) {
        this(system, EarlierAddresses.NONE);
    }

    /** @param earlier addresses of users whom the first release created */
    public Users(ActorSystem<?> system, EarlierAddresses earlier) {
        this.earlier = earlier;
        entities = new Entities(system);
        users = new AnsweringEntities<>(system, User.TYPE, UserCommand.class);
    }

    /** Starts the entities on this node; before that, every call fails. */
    public void start() {
        users.start(User::create);
        entities.start(
                EmailAddress.TYPE,
                EmailAddress.Command.class,
                (key, answeredAgain) -> Behaviors.setup(
                        entity -> EmailAddress.create(key, entities.restart(), addressPeriods.of(entity))));
    }

    /** Creates the user {@code id}; a repeatable request always comes with the same id. */
    public CompletionStage<Reply> create(String id, PersonalData personal, Request request, Duration timeout) {
        LongFunction<CompletionStage<Reply>> create = epoch -> users.ask(
                id, request, (bound, replyTo) -> new UserCommand.Create(personal, epoch, bound, replyTo), timeout);
        return unlessAnswered(
                id,
                request,
                timeout,
                () -> claims(id, request, timeout, personal.email(), Optional.empty())
                        .claimed(create));
    }

    public CompletionStage<Reply> get(String id, Duration timeout) {
        return users.read(id, UserCommand.Get::new, timeout);
    }

    /**
     * Changes a user. A new address is claimed before that, and the old one released after it.
     *
     * @param revision that must be current; 0: any
     */
    public CompletionStage<Reply> update(
            String id, UserChange change, long revision, Request request, Duration timeout) {
        LongFunction<CompletionStage<Reply>> update = epoch -> users.ask(
                id,
                request,
                (bound, replyTo) -> new UserCommand.Update(change, epoch, revision, bound, replyTo),
                timeout);
        if (change.email().isEmpty()) {
            return update.apply(0);
        }
        var email = change.email().get();
        return unlessAnswered(
                id,
                request,
                timeout,
                () -> get(id, timeout)
                        .thenCompose(found -> refusal(found, request)
                                .<CompletionStage<Reply>>map(CompletableFuture::completedFuture)
                                .orElseGet(() -> claims(
                                                id,
                                                request,
                                                timeout,
                                                email,
                                                Optional.of(((Reply.Accepted) found).user()))
                                        .claimed(update))));
    }

    private EmailClaims claims(
            String id, Request request, Duration timeout, String email, Optional<UserDetails> before) {
        return new EmailClaims(
                new AddressBook(entities, id, request, timeout),
                earlier,
                EmailKeys.of(email),
                before.map(user -> EmailKeys.of(user.personal().email())));
    }

    /** Why the user gets no other address, if so; nothing is claimed then. */
    private static Optional<Reply> refusal(Reply found, Request request) {
        return found.fold(accepted -> refusal(accepted, request), Optional::of);
    }

    private static Optional<Reply> refusal(Reply.Accepted accepted, Request request) {
        var id = accepted.user().id();
        if (request.madeByOwner() && !accepted.isActive()) {
            return Optional.of(new Rejection.UserDeactivated(id));
        }
        return accepted.addressesGivenUp() < UserState.ADDRESSES
                ? Optional.empty()
                : Optional.of(new Rejection.AddressesUsedUp(id, UserState.ADDRESSES));
    }

    /** @param revision that must be current; 0: any */
    public CompletionStage<Reply> changeStatus(
            String id, UserStatus status, long revision, Request request, Duration timeout) {
        return users.ask(
                id,
                request,
                (bound, replyTo) -> new UserCommand.ChangeStatus(status, revision, bound, replyTo),
                timeout);
    }

    /** A request that was answered before must claim nothing: its address may be someone else's by now. */
    private CompletionStage<Reply> unlessAnswered(
            String id, Request request, Duration timeout, Supplier<CompletionStage<Reply>> action) {
        if (!request.repeatable()) {
            return action.get();
        }
        return users.ask(id, replyTo -> new UserCommand.Recall(request, replyTo), timeout)
                .thenCompose(before -> before instanceof Rejection.UserNotFound
                        ? action.get()
                        : CompletableFuture.completedFuture(before));
    }
}
