package shop.user.domain;

import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.platform.cluster.Entities;
import shop.platform.entity.Request;

/**
 * Notes addresses that users hold by a claim on their own key alone under the folded key, so that nobody else gets one that
 * is the same. Several nodes may do it at once, and for one user any number of times. Thread-safe.
 */
public final class EarlierAddress {
    private static final String CALLER = "user-service";

    private final Entities entities;
    private final Duration timeout;
    private final Clock clock = Clock.systemUTC();

    /** @param timeout bounds one step */
    public EarlierAddress(ActorSystem<?> system, Duration timeout) {
        this.entities = new Entities(system);
        this.timeout = timeout;
    }

    /** What is known of a user's address now. */
    public sealed interface Standing {
        /** Returns what fits this standing. */
        <T> T fold(Supplier<T> noted, Function<Shared, T> shared, Supplier<T> unknown);
    }

    /** Nobody but the user can get it. */
    public record Noted() implements Standing {
        @Override
        public <T> T fold(Supplier<T> noted, Function<Shared, T> shared, Supplier<T> unknown) {
            return noted.get();
        }
    }

    /** These users have it as well; nobody else can get it. */
    public record Shared(List<String> others) implements Standing {
        @Override
        public <T> T fold(Supplier<T> noted, Function<Shared, T> shared, Supplier<T> unknown) {
            return shared.apply(this);
        }
    }

    /** Somebody stands in the way who will not for long, such as a node of the first release. */
    public record Unknown() implements Standing {
        @Override
        public <T> T fold(Supplier<T> noted, Function<Shared, T> shared, Supplier<T> unknown) {
            return unknown.get();
        }
    }

    /** Returns whether the user has an address with this folded key now. */
    public CompletionStage<Boolean> isHeldBy(String userId, EmailKey folded) {
        return book(userId)
                .user(userId)
                .thenApply(user -> user.filter(
                                now -> EmailKey.folded(now.personal().email()).equals(folded))
                        .isPresent());
    }

    /** Notes the address that the user has now. A newcomer whose claim is not used yet loses it. */
    public CompletionStage<Standing> note(String userId) {
        var book = book(userId);
        return book.user(userId).thenCompose(user -> {
            var keys = user.map(now -> EmailKeys.of(now.personal().email()));
            return keys.isEmpty() || keys.get().areOne() ? completed(new Noted()) : note(book, keys.get());
        });
    }

    private static CompletionStage<Standing> note(AddressBook book, EmailKeys keys) {
        return book.ask(keys.own(), Optional.empty(), false).thenCompose(decision -> {
            var ground = book.granted(decision, Optional.empty());
            return ground.isEmpty()
                    ? completed(new Unknown())
                    : book.ask(keys.folded(), ground, true).thenCompose(noted -> settle(book, keys.folded(), noted));
        });
    }

    private static CompletionStage<Standing> settle(AddressBook book, EmailKey folded, EmailAddress.Decision noted) {
        if (noted.claims().isEmpty()) {
            return completed(new Unknown());
        }
        CompletionStage<List<String>> others = CompletableFuture.completedFuture(List.of());
        for (var claim : noted.claims()) {
            if (!claim.userId().equals(book.userId())) {
                others = others.thenCompose(before -> endUnused(book, folded, claim)
                        .thenApply(ended -> ended ? before : plus(before, claim.userId())));
            }
        }
        return others.thenApply(users -> users.isEmpty() ? new Noted() : new Shared(users));
    }

    private static CompletionStage<Boolean> endUnused(AddressBook book, EmailKey folded, EmailClaim claim) {
        return book.renounce(claim)
                .thenCompose(renounced -> renounced
                        ? book.release(folded, claim).thenApply(released -> true)
                        : CompletableFuture.completedFuture(false));
    }

    private static List<String> plus(List<String> users, String user) {
        var more = new ArrayList<>(users);
        if (!more.contains(user)) {
            more.add(user);
        }
        return List.copyOf(more);
    }

    private AddressBook book(String userId) {
        var request = Request.arriving("", "", CALLER, Optional.empty(), "", clock);
        return new AddressBook(entities, userId, request, timeout);
    }

    private static CompletionStage<Standing> completed(Standing standing) {
        return CompletableFuture.completedFuture(standing);
    }
}
