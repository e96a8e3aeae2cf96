package shop.platform.messaging;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Allows a node to publish when the topic exists and the check has succeeded once. A failed check is repeated.
 * Thread-safe.
 */
final class Permission {
    private final CompletionStage<Done> topicThere;
    private final Supplier<CompletionStage<Done>> check;
    private CompletableFuture<Done> last;

    Permission(CompletionStage<Done> topicThere, Supplier<CompletionStage<Done>> check) {
        this.topicThere = topicThere;
        this.check = check;
    }

    CompletionStage<Done> ask() {
        return topicThere.thenCompose(there -> checked());
    }

    private synchronized CompletionStage<Done> checked() {
        if (last == null || last.isCompletedExceptionally()) {
            last = check.get().toCompletableFuture();
        }
        return last;
    }
}
