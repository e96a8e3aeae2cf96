package shop.user.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Does one thing at a time, once for all who wait for it: who asks while it is being done waits for the next turn. */
final class Turns<T> {
    private final Supplier<? extends CompletionStage<T>> thing;
    private CompletableFuture<T> current = CompletableFuture.completedFuture(null);
    private CompletableFuture<T> next; // null while nobody waits

    Turns(Supplier<? extends CompletionStage<T>> thing) {
        this.thing = thing;
    }

    /** Returns the outcome of a turn that begins after this call. */
    CompletionStage<T> next() {
        CompletableFuture<T> turn;
        CompletableFuture<T> before;
        synchronized (this) {
            if (next != null) {
                return next;
            }
            turn = new CompletableFuture<>();
            next = turn;
            before = current;
        }
        before.whenComplete((done, failure) -> begin());
        return turn;
    }

    private void begin() {
        CompletableFuture<T> turn;
        synchronized (this) {
            turn = next;
            current = turn;
            next = null;
        }
        start().whenComplete((value, failure) -> {
            if (failure == null) {
                turn.complete(value);
            } else {
                turn.completeExceptionally(failure);
            }
        });
    }

    private CompletionStage<T> start() {
        try {
            return thing.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
