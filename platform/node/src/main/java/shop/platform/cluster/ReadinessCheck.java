package shop.platform.cluster;

import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@link Readiness} as a health check of Akka Management, which creates it by its name in {@code shop-defaults.conf}. */
public final class ReadinessCheck implements Supplier<CompletionStage<Boolean>> {
    private final Readiness readiness;

    public ReadinessCheck(ActorSystem system) {
        readiness = Readiness.get(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
        return completedFuture(readiness.isReady());
    }
}
