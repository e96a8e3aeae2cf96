package shop.platform.messaging;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Whether a node may publish: when the topic is there and the check has succeeded once. One that fails is repeated. Thread-safe. */
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
