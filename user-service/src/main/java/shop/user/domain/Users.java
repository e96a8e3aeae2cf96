package shop.user.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.BackoffSupervisorStrategy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import shop.platform.cluster.Entities;
import shop.platform.cluster.RecentReads;
import shop.platform.entity.Request;

/**
 * What can be done with users, across the entities that it takes. Every step may be the last one before a crash: what
 * is left behind then, a claim without its user or an address not yet released, is put right by whoever claims the
 * address next. Thread-safe. Each timeout bounds one step, and a call takes few.
 */
public final class Users {
    private final Entities entities;
    private final RecentReads<Reply> reads;
    private final EarlierAddresses earlier;

    public Users(ActorSystem<?> system) {
        this(system, EarlierAddresses.NONE);
    }

    /** @param earlier addresses of users whom the first release created */
    public Users(ActorSystem<?> system, EarlierAddresses earlier) {
        this.earlier = earlier;
        entities = new Entities(system);
        reads = new RecentReads<>(system);
    }

    /**
     * Starts the entities on this node; before that, every call fails.
     *
     * @param restart of an entity whose write failed
     */
    public void start(BackoffSupervisorStrategy restart) {
        entities.start(
                User.TYPE, UserCommand.class, (id, answeredAgain) -> User.create(id, restart, answeredAgain, reads));
        entities.start(
                EmailAddress.TYPE,
                EmailAddress.Command.class,
                (key, answeredAgain) -> EmailAddress.create(key, restart));
    }

    /** Creates the user {@code id}; a repeatable request always comes with the same id. */
    public CompletionStage<Reply> create(String id, PersonalData personal, Request request, Duration timeout) {
        LongFunction<CompletionStage<Reply>> create =
                epoch -> ask(id, timeout, replyTo -> new UserCommand.Create(personal, epoch, request, replyTo));
        return unlessAnswered(
                id,
                request,
                timeout,
                () -> claims(id, request, timeout, personal.email(), Optional.empty())
                        .claimed(create));
    }

    public CompletionStage<Reply> get(String id, Duration timeout) {
        return reads.find(id)
                .<CompletionStage<Reply>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> ask(id, timeout, UserCommand.Get::new));
    }

    /**
     * Changes a user. A new address is claimed before that, and the old one released after it.
     *
     * @param revision that must be current; 0: any
     */
    public CompletionStage<Reply> update(
            String id, UserChange change, long revision, Request request, Duration timeout) {
        LongFunction<CompletionStage<Reply>> update =
                epoch -> ask(id, timeout, replyTo -> new UserCommand.Update(change, epoch, revision, request, replyTo));
        if (change.email().isEmpty()) {
            return update.apply(0);
        }
        var email = change.email().get();
        return unlessAnswered(
                id,
                request,
                timeout,
                () -> get(id, timeout)
                        .thenCompose(found -> found instanceof Reply.Accepted before
                                ? claims(id, request, timeout, email, Optional.of(before.user()))
                                        .claimed(update)
                                : CompletableFuture.completedFuture(found)));
    }

    private EmailClaims claims(
            String id, Request request, Duration timeout, String email, Optional<UserDetails> before) {
        return new EmailClaims(
                new AddressBook(entities, id, request, timeout),
                earlier,
                EmailKeys.of(email),
                before.map(user -> EmailKeys.of(user.personal().email())));
    }

    /** @param revision that must be current; 0: any */
    public CompletionStage<Reply> changeStatus(
            String id, UserStatus status, long revision, Request request, Duration timeout) {
        return ask(id, timeout, replyTo -> new UserCommand.ChangeStatus(status, revision, request, replyTo));
    }

    /** A request that was answered before must claim nothing: its address may be someone else's by now. */
    private CompletionStage<Reply> unlessAnswered(
            String id, Request request, Duration timeout, Supplier<CompletionStage<Reply>> action) {
        if (!request.repeatable()) {
            return action.get();
        }
        return ask(id, timeout, replyTo -> new UserCommand.Recall(request, replyTo))
                .thenCompose(before -> before instanceof Rejection.UserNotFound
                        ? action.get()
                        : CompletableFuture.completedFuture(before));
    }

    private CompletionStage<Reply> ask(String id, Duration timeout, Function<ActorRef<Reply>, UserCommand> command) {
        return entities.ask(User.TYPE, id, command, timeout);
    }
}
