package shop.user.domain;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.cluster.Entities;
import shop.platform.entity.Request;

/**
 * Asks {@link EmailAddress} and {@link User} about claims, for one user and within one request.
 *
 * @param timeout bounds one step
 */
record AddressBook(Entities entities, String userId, Request request, Duration timeout) {
    private static final Logger log = LoggerFactory.getLogger(AddressBook.class);

    /** How often one claim is contested while competitors, none of whom holds the address, are quicker. */
    private static final int CONTESTS = 8;

    /** Drawn at random, lest competitors take the address from each other in step; at most doubled each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(8);

    /** A claim of this user's; empty where others keep the address. */
    CompletionStage<Optional<EmailClaim>> claim(EmailKey email, Optional<EmailClaim> ground) {
        return ask(email, ground, false).thenCompose(decision -> decided(decision, ground, 1));
    }

    /**
     * As {@link #claim} by this user's own key, where {@code lost}, its claim before, was taken away by a competitor.
     */
    CompletionStage<Optional<EmailClaim>> claimAgain(EmailClaim lost) {
        Optional<EmailClaim> byItself = Optional.empty();
        return pause(1).thenCompose(now -> transfer(lost.email(), List.of(lost), byItself))
                .thenCompose(decision -> decided(decision, byItself, 1));
    }

    /** Asks for the address, {@code besides} whoever has it or not. */
    CompletionStage<EmailAddress.Decision> ask(EmailKey email, Optional<EmailClaim> ground, boolean besides) {
        return ask(email, (bound, replyTo) -> new EmailAddress.Claim(userId, bound, replyTo, ground, besides));
    }

    /** Returns whether the owner has given the claim up for ever, which it does unless it holds the address by it. */
    CompletionStage<Boolean> renounce(EmailClaim claim) {
        return entities.<UserCommand, Renunciation>ask(
                        User.TYPE,
                        claim.userId(),
                        replyTo -> new UserCommand.Renounce(claim, request, replyTo),
                        timeout)
                .thenApply(Renunciation.Renounced.class::isInstance);
    }

    /** Ends a claim that was durably given up, where this key knows of it. */
    CompletionStage<EmailAddress.Released> release(EmailKey email, EmailClaim renounced) {
        return ask(email, (bound, replyTo) -> new EmailAddress.Release(renounced, bound, replyTo));
    }

    /** Does not delay anybody: an address that is not released now is taken over when it is claimed next. */
    void releaseLater(EmailKey email, EmailClaim renounced) {
        release(email, renounced).exceptionally(failure -> {
            log.debug("The address of user {} is not released yet; the next claim releases it", userId, failure);
            return new EmailAddress.Released();
        });
    }

    /** Returns the user as it is, if there is one. */
    CompletionStage<Optional<UserDetails>> user(String id) {
        return entities.<UserCommand, Reply>ask(User.TYPE, id, UserCommand.Get::new, timeout)
                .thenApply(
                        reply -> reply.fold(accepted -> Optional.of(accepted.user()), rejection -> Optional.empty()));
    }

    /** @param contest the number of the next one, from 1 */
    private CompletionStage<Optional<EmailClaim>> decided(
            EmailAddress.Decision decision, Optional<EmailClaim> ground, int contest) {
        var granted = granted(decision, ground);
        return granted.isPresent() || contest > CONTESTS
                ? completed(granted)
                : pause(contest - 1).thenCompose(now -> contest(decision, ground, contest));
    }

    /** Has those who claimed the address before give it up, unless one of them holds it. */
    private CompletionStage<Optional<EmailClaim>> contest(
            EmailAddress.Decision decision, Optional<EmailClaim> ground, int contest) {
        var claims = decision.claims().isEmpty() ? List.of(decision.standing()) : decision.claims();
        var others =
                claims.stream().filter(claim -> !claim.userId().equals(userId)).toList();
        return unlessHeldUnnoted(decision)
                .thenCompose(held -> held ? completed(false) : renounceAll(others))
                .thenCompose(renounced -> renounced
                        ? transfer(decision.standing().email(), others, ground)
                                .thenCompose(next -> decided(next, ground, contest + 1))
                        : completed(Optional.<EmailClaim>empty()));
    }

    /** @param renounced at least one */
    private CompletionStage<EmailAddress.Decision> transfer(
            EmailKey email, List<EmailClaim> renounced, Optional<EmailClaim> ground) {
        var others = renounced.subList(1, renounced.size());
        return ask(
                email,
                (bound, replyTo) -> new EmailAddress.Transfer(
                        renounced.get(0), userId, bound, replyTo, List.copyOf(others), ground));
    }

    /** @param contests that were lost before */
    private static CompletionStage<Void> pause(int contests) {
        if (contests == 0) {
            return completed(null);
        }
        var longest = FIRST_PAUSE.toNanos() << (contests - 1);
        return CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextLong(longest), TimeUnit.NANOSECONDS));
    }

    /**
     * A node of the first release does not know by what the address is held, and a user on such a node would renounce a claim
     * on the folded key though it has the address: the user itself says what address it has.
     */
    private CompletionStage<Boolean> unlessHeldUnnoted(EmailAddress.Decision decision) {
        if (!decision.claims().isEmpty()) {
            return completed(false);
        }
        var standing = decision.standing();
        return user(standing.userId())
                .thenApply(user -> user.filter(
                                now -> EmailKey.folded(now.personal().email()).equals(standing.email()))
                        .isPresent());
    }

    private CompletionStage<Boolean> renounceAll(List<EmailClaim> claims) {
        var all = completed(true);
        for (var claim : claims) {
            all = all.thenCompose(before -> before ? renounce(claim) : completed(false));
        }
        return all;
    }

    /** Returns the claim that this user was after, if it stands. */
    Optional<EmailClaim> granted(EmailAddress.Decision decision, Optional<EmailClaim> ground) {
        var standing = decision.standing();
        if (decision.claims().isEmpty()) {
            return Optional.of(standing).filter(claim -> claim.userId().equals(userId));
        }
        return decision.claims().stream()
                .filter(claim -> ground.map(claim::equals)
                        .orElseGet(() -> claim.email().equals(standing.email())
                                && claim.userId().equals(userId)))
                .findFirst();
    }

    private <R> CompletionStage<R> ask(EmailKey email, BiFunction<Request, ActorRef<R>, EmailAddress.Command> command) {
        return entities.askOnce(
                EmailAddress.TYPE,
                email.value(),
                (binding, replyTo) -> command.apply(request.boundBy(binding), replyTo),
                timeout);
    }

    private static <T> CompletionStage<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
