package shop.discovery.consul.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What the failure of a stage is about, below the wrapping that each dependent stage adds. */
public final class Failures {
    private Failures() {}

    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The same stage, failing with the {@link #cause} itself. */
    public static <T> CompletableFuture<T> unwrapped(CompletionStage<T> stage) {
        var result = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(cause(failure));
            }
        });
        return result;
    }
}
