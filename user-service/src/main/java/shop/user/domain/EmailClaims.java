package shop.user.domain;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.cluster.Entities;
import shop.platform.entity.Request;

/**
 * Gets e-mail addresses for one user within one request. An address that is claimed for a user who does not hold it,
 * because that user never came to be or has moved on, goes to the next claimant, once the former owner has durably
 * renounced its claim.
 *
 * @param timeout bounds one step
 */
record EmailClaims(Entities entities, String userId, Request request, Duration timeout) {
    private static final Logger log = LoggerFactory.getLogger(EmailClaims.class);

    /** How often a claim is made within one request while competitors keep taking it away. */
    private static final int ATTEMPTS = 4;

    /** Claims the address, then does {@code action} with the claim's epoch, then releases what is not held any more. */
    CompletionStage<Reply> claimed(EmailKey email, LongFunction<CompletionStage<Reply>> action) {
        return claim(email).thenCompose(standing -> acting(standing, ATTEMPTS, action));
    }

    private CompletionStage<Reply> acting(
            EmailClaim standing, int attempts, LongFunction<CompletionStage<Reply>> action) {
        if (!standing.userId().equals(userId)) {
            return CompletableFuture.completedFuture(new Rejection.EmailTaken(userId));
        }
        return action.apply(standing.epoch()).thenCompose(reply -> {
            if (reply instanceof Rejection.ClaimLost && attempts > 1) {
                return transfer(standing).thenCompose(next -> acting(next, attempts - 1, action));
            }
            settle(standing, reply);
            return CompletableFuture.completedFuture(reply);
        });
    }

    /** Does not delay the answer: an address that is not released now is taken over when it is claimed next. */
    private void settle(EmailClaim claim, Reply reply) {
        if (reply instanceof Reply.Accepted accepted) {
            accepted.givenUp().forEach(this::release);
            return;
        }
        renounce(claim).thenAccept(renounced -> {
            if (renounced) {
                release(claim);
            }
        });
    }

    /** The claim that stands now, possibly another user's. */
    private CompletionStage<EmailClaim> claim(EmailKey email) {
        return this.<EmailAddress.Decision>ask(email, replyTo -> new EmailAddress.Claim(userId, request, replyTo))
                .thenCompose(decision -> contest(decision.standing()));
    }

    private CompletionStage<EmailClaim> contest(EmailClaim standing) {
        if (standing.userId().equals(userId)) {
            return CompletableFuture.completedFuture(standing);
        }
        return renounce(standing)
                .thenCompose(renounced -> renounced ? transfer(standing) : CompletableFuture.completedFuture(standing));
    }

    /** Whether the owner has given the claim up for ever, which it does unless it holds the address by it. */
    private CompletionStage<Boolean> renounce(EmailClaim claim) {
        return entities.<UserCommand, Renunciation>ask(
                        User.TYPE,
                        claim.userId(),
                        replyTo -> new UserCommand.Renounce(claim, request, replyTo),
                        timeout)
                .thenApply(Renunciation.Renounced.class::isInstance);
    }

    private CompletionStage<EmailClaim> transfer(EmailClaim renounced) {
        return this.<EmailAddress.Decision>ask(
                        renounced.email(), replyTo -> new EmailAddress.Transfer(renounced, userId, request, replyTo))
                .thenApply(EmailAddress.Decision::standing);
    }

    private void release(EmailClaim renounced) {
        this.<EmailAddress.Released>ask(
                        renounced.email(), replyTo -> new EmailAddress.Release(renounced, request, replyTo))
                .exceptionally(failure -> {
                    log.debug("address of user {} is released when it is claimed next", userId, failure);
                    return new EmailAddress.Released();
                });
    }

    private <R> CompletionStage<R> ask(EmailKey email, Function<ActorRef<R>, EmailAddress.Command> command) {
        return entities.ask(EmailAddress.TYPE, email.value(), command, timeout);
    }
}
