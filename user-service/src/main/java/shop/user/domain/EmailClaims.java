package shop.user.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/**
 * Gets one e-mail address for one user within one request. An address that is claimed for a user who does not hold it,
 * because that user never came to be or has moved on, goes to the next claimant, once the former owner has durably
 * renounced its claim.
 *
 * <p>The user holds the address by a claim on its own key. Where that is not the folded key, the claim is noted there as a
 * ground before the user acts on it.
 *
 * @param keys of the address
 * @param former keys of the address that the user has before, if it has one
 */
record EmailClaims(AddressBook book, EarlierAddresses earlier, EmailKeys keys, Optional<EmailKeys> former) {
    /** How often a claim is made within one request while competitors keep taking it away. */
    private static final int ATTEMPTS = 8;

    /** Claims the address, then does {@code action} with the claim's epoch, then releases what is not held any more. */
    CompletionStage<Reply> claimed(LongFunction<CompletionStage<Reply>> action) {
        return book.claim(keys.own(), Optional.empty()).thenCompose(claim -> acting(claim, ATTEMPTS, action));
    }

    private CompletionStage<Reply> acting(
            Optional<EmailClaim> granted, int attempts, LongFunction<CompletionStage<Reply>> action) {
        if (granted.isEmpty()) {
            return CompletableFuture.completedFuture(new Rejection.EmailTaken(book.userId()));
        }
        var claim = granted.get();
        return isFree(claim).thenCompose(free -> {
            if (!free) {
                var taken = new Rejection.EmailTaken(book.userId());
                settle(claim, taken);
                return CompletableFuture.completedFuture(taken);
            }
            return action.apply(claim.epoch()).thenCompose(reply -> {
                if (reply instanceof Rejection.ClaimLost && attempts > 1) {
                    return book.claimAgain(claim).thenCompose(next -> acting(next, attempts - 1, action));
                }
                settle(claim, reply);
                return CompletableFuture.completedFuture(reply);
            });
        });
    }

    /** Returns whether nobody else has an address that is the same; nobody can get it then while the claim stands. */
    private CompletionStage<Boolean> isFree(EmailClaim claim) {
        CompletionStage<Boolean> noted = keys.areOne()
                ? CompletableFuture.completedFuture(true)
                : book.claim(keys.folded(), Optional.of(claim)).thenApply(Optional::isPresent);
        return earlier.areNoted()
                ? noted
                : noted.thenCompose(free -> free
                        ? earlier.holds(keys.folded(), book.userId()).thenApply(held -> !held)
                        : CompletableFuture.completedFuture(false));
    }

    /** Does not delay the answer: an address that is not released now is taken over when it is claimed next. */
    private void settle(EmailClaim claim, Reply reply) {
        reply.<CompletionStage<List<EmailClaim>>>fold(
                        accepted -> CompletableFuture.completedFuture(accepted.givenUp()),
                        rejection ->
                                book.renounce(claim).thenApply(renounced -> renounced ? List.of(claim) : List.of()))
                .thenAccept(ended -> ended.forEach(this::release));
    }

    private void release(EmailClaim renounced) {
        var known = new LinkedHashSet<EmailKey>();
        known.add(renounced.email());
        former.filter(then -> !then.areOne()).map(EmailKeys::folded).ifPresent(known::add);
        if (!keys.areOne()) {
            known.add(keys.folded());
        }
        known.forEach(key -> book.releaseLater(key, renounced));
    }
}
